import { chatUrl } from '@vivavoce/evi';
import type { SessionSettings } from '@vivavoce/evi';
import { systemClock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { Fault } from '../base/voice-error.ts';
import type { SessionCommand } from '../session/messages.ts';
import { mayReturn } from '../transport/socket.ts';
import type { Credentials, LineAddress, ResolvedOptions, SessionOptions } from './options.ts';

/** ms before an attempt from which on credentials are asked for, and after which they are asked for again: some are valid for a minute. */
const freshness = 10_000;

/** Makes the attempts of one call ready, one after the other: each has an address with credentials of its own, which is never logged. */
export class Dialer {
  /** A session was told to dial. */
  dialled = false;
  readonly #options: ResolvedOptions;
  readonly #post: (command: SessionCommand) => void;
  /** What the conversation begins with on the next line. */
  #settings: SessionOptions;
  /** When the latest attempt is due, by the clock; and what waits for that. */
  #due = 0;
  #undo: Undo | undefined;
  #resolve: (() => void) | undefined;
  #asking: AbortController | undefined;

  constructor(options: ResolvedOptions, post: (command: SessionCommand) => void) {
    this.#options = options;
    this.#settings = options.session;
    this.#post = post;
  }

  /**
   * One attempt, after `delay` ms or at `retryNow`. Credentials are asked for not long before they are used; and again after the delay
   * where they could not be had: what gives them may be out of reach as well.
   *
   * @param chatGroupId the conversation to go on with, empty for a new one; null for the first attempt
   * @param ready resolves when it may be dialled. Credentials are asked for meanwhile
   * @throws VoiceError of the first attempt alone, by rejection: `connection-…` or `usage`
   */
  async dial(delay: number, chatGroupId: string | null, ready?: Promise<unknown>): Promise<void> {
    this.#due = systemClock.now() + delay;
    try {
      if (this.#left > freshness) await this.#wait(freshness);
      let address = await this.#askAddress(chatGroupId).catch(async (error: unknown) => {
        if (this.#left === 0) throw error;
        await this.#wait(0);
        return this.#askAddress(chatGroupId);
      });
      const asked = systemClock.now();
      await ready;
      // A person may take their time to allow the microphone.
      if (systemClock.now() - asked > freshness) address = await this.#askAddress(chatGroupId);
      const { connectTimeout: timeout } = this.#options;
      this.dialled = true;
      this.#post({ type: 'open', ...address, delay: this.#left, timeout });
    } catch (cause) {
      if (chatGroupId === null) throw cause;
      const error = cause as VoiceError;
      const { reason, message } = error;
      // No refusal of credentials is final here, unless whoever was asked says so: another attempt may get them.
      const said = reason !== 'connection-unauthorized' || faultOf(error.cause).reason === reason;
      this.#post({
        type: 'attempt-failed',
        error: said ? error.toJSON() : { reason: 'connection-refused', message },
      });
    }
  }

  /** Settings that have changed. */
  set(settings: SessionOptions): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Another address beside the one that is in use, where one can be had. */
  async offer(chatGroupId: string | null): Promise<void> {
    const address = await this.#askAddress(chatGroupId).catch(() => undefined);
    this.#post({ type: 'offer', ...address });
  }

  /** What waits for its delay, here or in the session, is due now. */
  retryNow(): void {
    this.#due = 0;
    this.#undo?.();
    this.#resolve?.();
    this.#post({ type: 'retry-now' });
  }

  /** Nobody waits for an attempt any more: what is under way never comes to its end. */
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
  async #askAddress(chatGroupId: string | null): Promise<LineAddress> {
    const { connectTimeout } = this.#options;
    const asking = (this.#asking = new AbortController());
    const { signal } = asking;
    const undo = systemClock.after(connectTimeout, () => asking.abort());
    const late = new Promise<never>((_, reject) => {
      const message = `\`credentials\` gave nothing for ${connectTimeout} ms.`;
      signal.onabort = () => reject(new VoiceError('connection-timeout', message));
    });
    try {
      return await Promise.race([late, this.#addressWith(chatGroupId, signal)]);
    } finally {
      undo();
    }
  }

  async #addressWith(chatGroupId: string | null, signal: AbortSignal): Promise<LineAddress> {
    const { url, credentials, service } = this.#options;
    let secrets: Credentials | undefined;
    try {
      if (service) return await service.address({ signal });
      secrets = credentials && check(await credentials({ signal }));
    } catch (cause) {
      const fault = faultOf(cause);
      const { message, hint } = told(cause) ?? {
        message: `Failed to connect: ${service ? 'the `service` has no address' : 'the `credentials` function gave no `accessToken` and no `apiKey`'}.`,
      };
      throw new VoiceError(
        mayReturn(fault) ? fault.reason : 'connection-unauthorized',
        message,
        cause,
        hint,
      );
    }
    try {
      const resumed = chatGroupId === null ? {} : { resumedChatGroupId: chatGroupId || undefined };
      const sessionSettings = forAddress(this.#settings, this.#options);
      const own = { baseUrl: url, ...resumed, ...secrets, sessionSettings };
      return { url: chatUrl({ ...this.#options, ...own }) };
    } catch (cause) {
      throw new VoiceError(
        'usage',
        'Failed to connect: `url` is no http(s) or ws(s) address.',
        cause,
      );
    }
  }
}

/** Characters of JSON: servers take 8 to 16 kB of an address. */
const longest = 1000;

/**
 * What an address may hold of settings, so that it holds before the server greets: nothing secret, nothing long, and nothing that is
 * meant for one reply. The first message has all of it once more, for servers that don't read it here.
 */
function forAddress(
  settings: SessionOptions,
  { sampleRate, eventLimit }: ResolvedOptions,
): Omit<SessionSettings, 'type'> {
  const { context, custom_session_id, system_prompt, variables, voice_id } = settings;
  const lasts = context?.type === 'temporary' ? undefined : context;
  const kept = { context: lasts, custom_session_id, system_prompt, variables, voice_id };
  const fit = Object.entries(kept).filter(([, value]) => {
    const written = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return value != null && written.length <= longest;
  });
  return {
    ...(Object.fromEntries(fit) as Partial<typeof kept>),
    audio: { encoding: 'linear16', channels: 1, sample_rate: sampleRate },
    event_limit: eventLimit,
  } as Omit<SessionSettings, 'type'>;
}

/** What was thrown, as far as it says what it means. */
function faultOf(cause: unknown): Fault {
  return told(cause) ?? (Object(cause) as Fault);
}

/** All of it, as evi's `TokenError` has it. */
function told(cause: unknown): Fault | undefined {
  return (Object(cause) as { readonly voice?: Fault }).voice;
}

/** What an app's own server answered may be of any shape. */
function check(given: Credentials): Credentials {
  if ('accessToken' in given ? given.accessToken : given.apiKey) return given;
  throw new TypeError('There is neither in it.');
}
