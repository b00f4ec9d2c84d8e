import type { ClientMessage } from '@vivavoce/evi';
import { VoiceError } from '../base/voice-error.ts';
import { decodeSound } from '../devices/decode-sound.ts';
import { readPlaybackStats } from '../devices/playback-stats.ts';
import type { SessionHost } from '../session/host/host.ts';
import type { SessionCommand, SessionEvent } from '../session/messages.ts';
import { askPolicy } from '../transport/reconnect-policy.ts';
import type { Connection } from './connection.ts';
import { Dialer } from './dialer.ts';
import type { EventSink } from './events.ts';
import type { VoiceMetrics } from './metrics.ts';
import type { ResolvedOptions } from './options.ts';

/** Messages that may wait for a line that is lost. */
const queueLimit = 64;

/** The call that a session belongs to. */
export interface SessionOwner extends EventSink {
  /** The call can't go on. */
  readonly fail: (error: VoiceError) => void;
  /** The context that plays at this moment. */
  readonly context: () => AudioContext | undefined;
}

/** The page's end of a session: it posts commands, follows what the session tells, and reconnects when the line is lost. */
export class SessionControl {
  /** Where the session runs; null before and after. */
  host: SessionHost | null = null;
  readonly #options: ResolvedOptions;
  readonly #owner: SessionOwner;
  readonly #dialer: Dialer;
  #ended = false;
  /** What the session has told before the devices are there: it is told after them, so that states keep their order. */
  #held: SessionEvent[] | null = [];
  /** Known once the conversation has been up; empty for one that begins anew. */
  #chatGroupId: string | null = null;
  /** Messages given to a line that is lost. */
  #queued = 0;
  readonly #awaitingLine: (() => void)[] = [];
  readonly #awaitingMetrics: ((metrics: Omit<VoiceMetrics, 'platform'> | null) => void)[] = [];

  constructor(options: ResolvedOptions, owner: SessionOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#dialer = new Dialer(options, this.post);
  }

  readonly post = (command: SessionCommand, transfer?: Transferable[]): void => {
    this.host?.post(command, transfer);
  };

  /**
   * The session runs there from now on. One that has run elsewhere is over, and nothing of it was told: it begins again, and dials with
   * credentials of its own where that one had dialled.
   *
   * @param begun the command with which that one has begun
   * @throws VoiceError by rejection, where there is nothing to dial
   */
  async runOn(host: SessionHost, begun: SessionCommand | undefined): Promise<void> {
    this.host = host;
    this.#noMetrics();
    if (!begun) return;
    this.#held &&= [];
    this.post(begun);
    if (this.#dialer.dialled) await this.#dialer.dial(0, null);
  }

  /**
   * Connects for the first time, asking for credentials at once.
   *
   * @param allowed resolves when it may be dialled
   * @param open resolves when the devices are there, and the session has found its thread
   * @throws VoiceError by rejection, where there is nothing to dial
   */
  async connect(allowed: Promise<unknown>, open: Promise<unknown>): Promise<void> {
    const line = this.line();
    // Credentials may take longer than it takes to see that nobody will be called.
    allowed.catch(() => undefined);
    void open.then(this.#release, () => undefined);
    await this.#dialer.dial(0, null, allowed);
    await line;
  }

  /** Makes the attempt that waits, where one does. */
  retryNow(): void {
    this.#dialer.retryNow();
  }

  /** Resolves when the line is up, and never where the call ends before. */
  line(): Promise<void> {
    return new Promise((resolve) => this.#awaitingLine.push(resolve));
  }

  /** @throws VoiceError `connection-lost` where too much waits for a line that is lost */
  send(message: ClientMessage, lost: boolean): void {
    this.#queued = lost ? this.#queued + 1 : 0;
    if (this.#queued > queueLimit) {
      throw new VoiceError(
        'connection-lost',
        `Failed to send ${message.type}: the line is down, and ${queueLimit} messages wait.`,
      );
    }
    if (message.type === 'session_settings') this.#dialer.set(message);
    this.post({ type: 'send', message });
  }

  /** What was measured so far; null when the call ends before it can say. */
  async readMetrics(): Promise<VoiceMetrics | null> {
    if (!this.host) return null;
    this.post({ type: 'metrics' });
    const metrics = await new Promise<Omit<VoiceMetrics, 'platform'> | null>((resolve) => {
      this.#awaitingMetrics.push(resolve);
    });
    return metrics && { ...metrics, platform: readPlaybackStats(this.#owner.context()) };
  }

  /** Nothing is posted or followed any more. */
  end(): void {
    this.#ended = true;
    this.host = null;
    this.#dialer.cancel();
    this.#noMetrics();
  }

  /** Whoever was asked can't answer any more. */
  #noMetrics(): void {
    for (const resolve of this.#awaitingMetrics.splice(0)) resolve(null);
  }

  readonly follow = (events: readonly SessionEvent[]): void => {
    if (this.#held) {
      this.#held.push(...events);
      // A line that has ended has nothing to wait for.
      if (events.some(({ type }) => type === 'ended')) this.#release();
      return;
    }
    for (const event of events) {
      if (this.#ended) break;
      switch (event.type) {
        case 'ready':
        case 'held':
          break;
        case 'connected': {
          const { chatId, chatGroupId, at } = event;
          this.#chatGroupId = chatGroupId;
          this.#move({ status: 'connected', chatId, chatGroupId, since: at });
          for (const resolve of this.#awaitingLine.splice(0)) resolve();
          break;
        }
        case 'lost': {
          const { attempt, elapsed, anew } = event;
          const error = VoiceError.from(event.error);
          const { reconnect } = this.#options;
          try {
            const given = reconnect ? askPolicy(reconnect, { attempt, elapsed, error }) : null;
            const delay = anew ? 0 : given;
            if (delay === null) throw error;
            if (anew) this.#chatGroupId = '';
            this.#move({ status: 'reconnecting', attempt, delay, error });
            void this.#dialer.dial(delay, this.#chatGroupId);
          } catch (final) {
            this.#owner.fail(final as VoiceError);
          }
          break;
        }
        case 'renew':
          void this.#dialer.offer(this.#chatGroupId);
          break;
        case 'ended':
          if (event.error) this.#owner.fail(VoiceError.from(event.error));
          else if (this.#chatGroupId === null) this.#owner.fail(ended());
          else this.#move({ status: 'closed', reason: event.reason ?? 'server' });
          break;
        case 'settings':
          this.#dialer.set(event.settings);
          this.#owner.tell(event);
          break;
        case 'decode':
          void this.#decode(event);
          break;
        case 'metrics':
          this.#awaitingMetrics.shift()?.({ ...event.metrics, usage: event.usage ?? null });
          break;
        case 'error':
          this.#owner.tell({ type: 'error', error: VoiceError.from(event.error) });
          break;
        default:
          this.#owner.tell(event);
      }
    }
    this.#owner.flush();
  };

  readonly #release = (): void => {
    const held = this.#held ?? [];
    this.#held = null;
    this.follow(held);
  };

  async #decode({
    messageId,
    id,
    bytes,
  }: Extract<SessionEvent, { type: 'decode' }>): Promise<void> {
    const context = this.#owner.context();
    const samples = context ? await decodeSound(context, bytes) : null;
    this.post({ type: 'decoded', messageId, id, samples }, samples ? [samples.buffer] : []);
  }

  #move(connection: Connection): void {
    this.#owner.tell({ type: 'connection', connection });
  }
}

/** The conversation was ended while somebody waited for it. */
export function ended(): VoiceError {
  return new VoiceError('connection-closed', 'The conversation was ended.');
}
