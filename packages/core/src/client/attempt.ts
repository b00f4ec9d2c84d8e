import { chatUrl } from '@vivavoce/evi';
import { systemClock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { OpenCommand } from '../session/messages.ts';
import type { Credentials, LineAddress, ResolvedOptions } from './options.ts';

/** ms before an attempt from which on credentials are asked for: some are valid for a minute. */
const freshness = 10_000;

/** One attempt to connect, made ready while its delay runs: an address with credentials of its own, which is never logged. */
export class Attempt {
  readonly #options: ResolvedOptions;
  readonly #chatGroupId: string | null;
  /** When it is due, by the clock; and what waits for that. */
  #due: number;
  #undo: Undo | undefined;
  #resolve: (() => void) | undefined;
  #asking: AbortController | undefined;

  /**
   * @param delay ms; Infinity lasts until `skipDelay`
   * @param chatGroupId the conversation to go on with, once there is one
   */
  constructor(options: ResolvedOptions, delay: number, chatGroupId: string | null) {
    this.#options = options;
    this.#chatGroupId = chatGroupId;
    this.#due = systemClock.now() + delay;
  }

  /**
   * Credentials are asked for not long before they are used; and again after the delay where they could not be had: what gives them
   * may be out of reach as well.
   *
   * @throws VoiceError `connection-unauthorized`, `connection-timeout` or `usage`, by rejection
   */
  async prepare(): Promise<OpenCommand> {
    if (this.#left > freshness) await this.#wait(freshness);
    let address: LineAddress;
    try {
      address = await this.#askAddress();
    } catch (error) {
      if (this.#left === 0) throw error;
      await this.#wait(0);
      address = await this.#askAddress();
    }
    return { type: 'open', ...address, delay: this.#left, timeout: this.#options.connectTimeout };
  }

  /** The attempt is due now. */
  skipDelay(): void {
    this.#due = 0;
    this.#undo?.();
    this.#resolve?.();
  }

  /** Nobody waits for it any more: it never comes to its end. */
  cancel(): void {
    this.#due = Infinity;
    this.#undo?.();
    this.#asking?.abort();
  }

  /** ms until it is due. */
  get #left(): number {
    return Math.max(0, this.#due - systemClock.now());
  }

  /** Resolves when so many ms are left. */
  #wait(left: number): Promise<void> {
    return new Promise((resolve) => {
      this.#undo = systemClock.after(this.#left - left, resolve);
      this.#resolve = resolve;
    });
  }

  /** An app's `credentials` may never settle, and must not block other attempts. */
  async #askAddress(): Promise<LineAddress> {
    const { connectTimeout } = this.#options;
    const asking = (this.#asking = new AbortController());
    const { signal } = asking;
    const undo = systemClock.after(connectTimeout, () => asking.abort());
    const late = new Promise<never>((_, reject) => {
      const message = `\`credentials\` gave nothing for ${connectTimeout} ms.`;
      signal.onabort = () => reject(new VoiceError('connection-timeout', message));
    });
    try {
      return await Promise.race([late, this.#addressWith(signal)]);
    } finally {
      undo();
    }
  }

  async #addressWith(signal: AbortSignal): Promise<LineAddress> {
    const { url, credentials, service } = this.#options;
    let secrets: Credentials | undefined;
    try {
      if (service) return await service.address({ signal });
      secrets = credentials && check(await credentials({ signal }));
    } catch (cause) {
      throw new VoiceError(
        'connection-unauthorized',
        `Failed to connect: ${service ? 'the `service` has no address' : 'the `credentials` function gave no `accessToken` and no `apiKey`'}.`,
        cause,
      );
    }
    try {
      const resumed = this.#chatGroupId ? { resumedChatGroupId: this.#chatGroupId } : {};
      return { url: chatUrl({ ...this.#options, baseUrl: url, ...resumed, ...secrets }) };
    } catch (cause) {
      throw new VoiceError(
        'usage',
        'Failed to connect: `url` is no http(s) or ws(s) address.',
        cause,
      );
    }
  }
}

/** What an app's own server answered may be of any shape. */
function check(given: Credentials): Credentials {
  if ('accessToken' in given ? given.accessToken : given.apiKey) return given;
  throw new TypeError('There is neither in it.');
}
