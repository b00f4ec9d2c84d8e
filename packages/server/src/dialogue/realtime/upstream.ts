import type {
  ProtocolConversation,
  RealtimeUpstream,
  SessionEvent,
  UpstreamAddress,
  WebSocketLike,
} from '@vivavoce/realtime/upstream';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import { secretsIn } from '../../engines/realtime/secrets-in.ts';
import { UpstreamSocket } from '../../engines/realtime/upstream-socket.ts';

/** In so many ms a model has accepted the settings of a connection. */
const acceptMs = 15_000;
/** ms before another attempt: the first and the longest; each is twice the one before. */
const pauses = { first: 250, longest: 15_000 };
/** A connection that held for so long was a good one, in ms: the next pauses begin anew. */
const goodMs = 10_000;

/**
 * Why there is no connection. `refused`: the key is; `unusable`: the model, or what it was told; both for good. `lost`: another attempt may
 * do better, and is made.
 */
export type Trouble = 'refused' | 'unusable' | 'lost';

/** A message as a translator makes it. */
export interface ToldMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What an {@link Upstream} tells. */
export interface UpstreamEvents {
  /** A message of EVI, or of another kind that a client of EVI's would not know. */
  onMessage: (message: ToldMessage) => void;
  /** The model has accepted its settings: it can be spoken to. */
  onUp: () => void;
  /** It can't, or not any more. @param because - what is known of it, without anything of the service's. */
  onDown: (trouble: Trouble, because: string | undefined) => void;
  /** Whether the user waits for the model. */
  onExpect: (reply: boolean) => void;
}

/** A client's message as a translator reads it. */
export type UpstreamMessage =
  ClientMessage | { type: 'assistant_input'; text: string; instructions: boolean };

/** One conversation with a realtime model: over one connection after the other, each tried again until it can be had. */
export class Upstream {
  readonly #service: RealtimeUpstream;
  readonly #clock: Clock;
  readonly #guard: ChatGuard;
  readonly #events: UpstreamEvents;
  readonly #conversation: ProtocolConversation;
  #address: UpstreamAddress | undefined;
  /** Which attempt is made: what comes of an earlier one is nothing any more. */
  #attempt: object | undefined;
  #line: WebSocketLike | undefined;
  /** Since when it is up, as the clock counts. */
  #upSince: number | undefined;
  #attempts = 0;
  #because: string | undefined;
  #stopTimer: () => void = () => undefined;
  #closed = false;

  constructor(service: RealtimeUpstream, clock: Clock, guard: ChatGuard, events: UpstreamEvents) {
    this.#service = service;
    this.#clock = clock;
    this.#guard = guard;
    this.#events = events;
    this.#conversation = service.protocol.start({
      clock: {
        now: () => clock.now(),
        date: () => Date.now(),
        after: (ms, task) => clock.setTimeout(task, ms),
      },
      dial: (url, protocols) => this.#open(url, protocols),
      expect: (reply) => {
        if (!this.#closed) events.onExpect(reply);
      },
      renew: () => {
        void guard.run(() => this.#renew());
      },
    });
  }

  /** Whether the model can be spoken to. */
  get up(): boolean {
    return this.#upSince !== undefined;
  }

  /** Begins with these settings. @param past - what was said before, item by item. */
  begin(settings: SessionSettings, past: readonly object[]): void {
    const options = { ...this.#service.options, past };
    this.#conversation.begin(settings, options, false);
    void this.#guard.run(() => this.#dial());
  }

  /** Tells the model something. @returns false while it can't be told. */
  send(message: UpstreamMessage): boolean {
    if (!this.up || this.#line === undefined) return false;
    this.#line.send(JSON.stringify(message));
    return true;
  }

  /** What sounds, what was heard of it, and what the user does. */
  observe(...events: SessionEvent[]): void {
    if (!this.#closed) this.#conversation.observe(events);
  }

  /** Hangs up. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    this.#letGo();
  }

  async #dial(): Promise<void> {
    const attempt = (this.#attempt = {});
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.#fail('it did not answer in time', 1006);
    }, acceptMs);
    const address = await addressOf(this.#service);
    if (this.#closed || this.#attempt !== attempt) return;
    if (address === undefined) {
      this.#fail('its address can not be had', 1006);
      return;
    }
    this.#address = address;
    try {
      const line = this.#conversation.dial(address.url, address.protocols);
      this.#line = line;
      line.onmessage = ({ data }: { data: string }) => {
        this.#hear(JSON.parse(data) as ToldMessage);
      };
      line.onclose = ({ code }: { code: number }) => {
        this.#lose(code);
      };
    } catch {
      // What is thrown may quote the address.
      this.#fail('there is no address to reach it at', 4000);
    }
  }

  #fail(because: string, code: number): void {
    this.#because = because;
    this.#lose(code);
  }

  #open(url: string, protocols: string[] | undefined): WebSocketLike {
    return new UpstreamSocket({
      url,
      protocols,
      headers: this.#address?.headers,
      run: (work) => {
        this.#guard.run(work);
      },
      onTrouble: (because) => (this.#because = because),
    });
  }

  /** The session ends soon: another connection takes over when nobody speaks. */
  async #renew(): Promise<void> {
    const address = await addressOf(this.#service);
    if (this.#closed) return;
    if (address) this.#address = address;
    this.#conversation.offer?.(address?.url, address?.protocols);
  }

  #hear(message: ToldMessage): void {
    if (this.#closed) return;
    if (message.type !== 'chat_metadata') {
      this.#events.onMessage(this.#address ? withoutSecrets(message, this.#address) : message);
      return;
    }
    // Another connection has taken over unnoticed.
    if (this.up) return;
    this.#stopTimer();
    this.#upSince = this.#clock.now();
    this.#because = undefined;
    // A translator takes the first for those that it began with.
    this.send({ type: 'session_settings' });
    this.#events.onUp();
  }

  #lose(code: number): void {
    if (this.#closed) return;
    this.#stopTimer();
    this.#attempt = undefined;
    this.#letGo();
    const held = this.#upSince === undefined ? 0 : this.#clock.now() - this.#upSince;
    this.#upSince = undefined;
    if (held > goodMs) this.#attempts = 0;
    const because = this.#because;
    this.#because = undefined;
    const trouble = code === 1008 ? 'refused' : code === 1007 || code >= 3000 ? 'unusable' : 'lost';
    this.#events.onDown(trouble, because);
    if (trouble !== 'lost' || this.#closed) return;
    const pause = Math.min(pauses.longest, pauses.first * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#stopTimer = this.#clock.setTimeout(
      () => {
        void this.#guard.run(() => this.#dial());
      },
      pause * (0.75 + Math.random() / 2),
    );
  }

  #letGo(): void {
    const line = this.#line;
    this.#line = undefined;
    if (line === undefined) return;
    line.onmessage = line.onclose = null;
    line.close();
  }
}

/** Where it is; undefined where that can't be had: what is thrown may quote a key. */
async function addressOf(service: RealtimeUpstream): Promise<UpstreamAddress | undefined> {
  try {
    return await service.address();
  } catch {
    return undefined;
  }
}

/** An error quotes what it likes. */
function withoutSecrets(message: ToldMessage, address: UpstreamAddress): ToldMessage {
  const text = message['message'];
  if (message.type !== 'error' || typeof text !== 'string') return message;
  const hidden = secretsIn(address).reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return { ...message, message: hidden };
}
