import { startSession } from '@vivavoce/core/worker';
import type {
  Clock,
  SessionCommand,
  SessionEvent,
  VoiceProtocol,
  WebSocketLike,
} from '@vivavoce/core/worker';
import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import { onTestFinished } from 'vitest';
import { reduceMessage } from '../../../react/src/store/reduce-message.ts';
import { reduceHeard, reduceInterruption } from '../../../react/src/store/reduce-transcript.ts';
import { closeDraft, openDraft } from '../../../react/src/store/transcript-draft.ts';
import { emptyTranscript } from '../../../react/src/store/transcript-state.ts';
import type { TranscriptState } from '../../../react/src/store/transcript-state.ts';
import { StageMicrophone, StageSpeaker } from './stage-devices.ts';

/** A socket that a test can break. */
export type StageSocket = WebSocketLike & { cut(): void };

/** The time of a stage. */
export interface StageTime extends Clock {
  pass(duration: number): Promise<void>;
}

/** A scripted service, as far as a stage needs it. */
interface Service {
  readonly url: string;
  dial(url: string, protocols?: readonly string[], delay?: number): StageSocket;
}

export interface StageOptions {
  readonly clock: StageTime;
  readonly service: Service;
  readonly protocol: VoiceProtocol;
  /** Hz of the microphone's sound on the wire. */
  readonly rate: number;
  /** Asked for each line. */
  readonly address: (attempt: number) => { url: string; protocols?: string[] };
  readonly settings?: Omit<SessionSettings, 'type' | 'audio'>;
  readonly pushToTalk?: boolean | undefined;
  /** ms that each way takes. Default: 5 */
  readonly delay?: number;
}

/** A whole conversation in the time of a test: the real session, queue and reducer, between a scripted service and devices. */
export class RealtimeStage {
  readonly clock: StageTime;
  readonly microphone: StageMicrophone;
  readonly speaker: StageSpeaker = new StageSpeaker();
  readonly events: SessionEvent[] = [];
  readonly handle: (command: SessionCommand) => void;
  /** What a page would show. */
  transcript: TranscriptState = emptyTranscript;
  attempts = 0;
  /** ms that credentials for another connection take; and whether there are none. */
  credentialTime = 50;
  refusesCredentials = false;
  socket: StageSocket | undefined;
  /** Answers the calls of functions. Default: nobody does. */
  onCall: (name: string, parameters: string) => string | undefined = () => undefined;
  readonly #options: StageOptions;
  #live = true;

  constructor(options: StageOptions) {
    this.#options = options;
    const { clock, service, protocol, rate, settings, delay = 5, pushToTalk = false } = options;
    this.clock = clock;
    this.microphone = new StageMicrophone(rate);
    this.handle = startSession(protocol, (events) => this.#follow(events), {
      clock,
      dial: (url, protocols) => (this.socket = service.dial(url, protocols, delay)),
    });
    onTestFinished(() => this.close());
    this.handle({ type: 'capture', port: this.microphone as unknown as MessagePort });
    const { speaker } = this;
    this.handle({
      type: 'playback',
      port: speaker as unknown as MessagePort,
      sampleRate: speaker.sampleRate,
    });
    this.handle({
      type: 'begin',
      settings: {
        ...settings,
        type: 'session_settings',
        audio: { encoding: 'linear16', channels: 1, sample_rate: rate },
      },
      speechBuffer: 5000,
      chunkDuration: 20,
      pushToTalk,
    });
    if (pushToTalk) this.microphone.held = false;
    this.#tick();
    this.#open(0);
  }

  close(): void {
    if (!this.#live) return;
    this.#live = false;
    this.handle({ type: 'close' });
  }

  pass(duration: number): Promise<void> {
    return this.clock.pass(duration);
  }

  /** Speaks for so long, and is silent for as long as ends an utterance. */
  async speak(duration: number, silence = 700): Promise<void> {
    this.microphone.speaking = true;
    await this.pass(duration);
    this.microphone.speaking = false;
    await this.pass(silence);
  }

  /** Holds the button for so long; the user speaks for `spoken` ms of it. */
  async hold(duration: number, spoken: number = duration): Promise<void> {
    this.microphone.held = true;
    this.microphone.speaking = spoken > 0;
    await this.pass(spoken);
    this.microphone.speaking = false;
    await this.pass(duration - spoken);
    this.microphone.held = false;
    await this.pass(60);
  }

  send(message: ClientMessage): void {
    this.handle({ type: 'send', message });
  }

  type(text: string): void {
    this.send({ type: 'user_input', text });
  }

  of<Type extends SessionEvent['type']>(type: Type): Extract<SessionEvent, { type: Type }>[] {
    return this.events.filter(
      (event): event is Extract<SessionEvent, { type: Type }> => event.type === type,
    );
  }

  /** Messages of EVI of that type. */
  messages(type: string): Record<string, unknown>[] {
    return this.of('message')
      .map(({ message }) => message as unknown as Record<string, unknown>)
      .filter((message) => message['type'] === type);
  }

  /** What stands on the page: who, and what; what is not final ends in `…`. */
  get page(): string[] {
    return this.transcript.entries
      .filter(({ text, toolCalls }) => text !== '' || toolCalls.length === 0)
      .map(({ role, text, state }) => `${role}: ${text}${state === 'interim' ? '…' : ''}`);
  }

  get states(): string[] {
    return this.of('assistant').map(({ assistant }) => assistant);
  }

  get errors(): string[] {
    return this.of('error').map(({ error }) => error.message);
  }

  /** ms that were heard of each message, and whether it was cut. */
  get heard(): [number, boolean][] {
    return this.of('playback-ended').map(({ heard }) => [Math.round(heard.duration), heard.cut]);
  }

  #tick(): void {
    let count = 0;
    const tick = (): void => {
      if (!this.#live) return;
      this.speaker.render();
      if ((count += 1) % 2 === 0) this.microphone.capture();
      this.clock.after(10, tick);
    };
    this.clock.after(10, tick);
  }

  #open(delay: number): void {
    const { url, protocols } = this.#options.address((this.attempts += 1));
    this.handle({ type: 'open', url, protocols, delay, timeout: 10_000 });
  }

  /** ms that credentials take, here. */
  #offer(): void {
    const attempt = (this.attempts += 1);
    this.clock.after(this.credentialTime, () => {
      if (!this.#live) return;
      const address = this.refusesCredentials ? {} : this.#options.address(attempt);
      this.handle({ type: 'offer', ...address });
    });
  }

  #follow(events: readonly SessionEvent[]): void {
    this.events.push(...events);
    // The page has dealt with them.
    if (this.#live) void Promise.resolve().then(() => this.handle({ type: 'next' }));
    let draft = openDraft(this.transcript);
    for (const event of events) {
      switch (event.type) {
        case 'message': {
          const { message, receivedAt } = event;
          draft = reduceMessage(draft, message, receivedAt);
          if (message.type === 'tool_call') this.#call(message);
          break;
        }
        case 'interrupted':
          draft = reduceInterruption(draft, event.messageId, event.by);
          break;
        case 'playback-ended': {
          const { messageId, heard, at } = event;
          draft = reduceHeard(draft, messageId, heard, at);
          break;
        }
        case 'lost':
          this.#open(100);
          break;
        case 'renew':
          this.#offer();
          break;
        default:
          break;
      }
    }
    this.transcript = closeDraft(draft, this.transcript, 500);
  }

  #call({
    name,
    parameters,
    tool_call_id,
  }: {
    name: string;
    parameters: string;
    tool_call_id: string;
  }): void {
    const content = this.onCall(name, parameters);
    if (content !== undefined) this.send({ type: 'tool_response', tool_call_id, content });
  }
}
