import type { FunctionCall, LiveServerContent, LiveServerMessage } from '@google/genai';
import { speechBase64 } from '../line/voice-activity.ts';
import type { ScriptClock } from '../line/service-line.ts';
import type { ScriptedTurn } from './script.ts';

/** A message of the server, without what its class adds in a client. */
export type Told = Omit<LiveServerMessage, 'text' | 'data'>;

/** What a turn asks of the session it belongs to. */
export interface TurnHost {
  readonly clock: ScriptClock;
  readonly pace: number;
  readonly pieceDuration: number;
  /** Several things stand in one message, as newer models send them. */
  readonly together: boolean;
  /** It is over only when its sound has had the time to be heard. */
  readonly playback: boolean;
  /** Whether its words are wanted. */
  readonly transcribed: boolean;
  /** Whether it is spoken; written otherwise. */
  readonly spoken: boolean;
  nextCallId(): string;
  readonly tell: (message: Told) => void;
  /** Functions were called: the turn waits for their answers. */
  onCalls(ids: readonly string[]): void;
  /** @param marks what belongs to the end of a turn, besides the mark itself */
  onEnd(marks: LiveServerContent): void;
}

/** One turn of the model: its messages, one after the other, until its end or until it is interrupted. */
export class LiveTurn {
  readonly #host: TurnHost;
  readonly #turn: ScriptedTurn;
  /** Each gives ms to wait for the next, where it is more than the pace. */
  readonly #steps: Generator<number | undefined>;
  /** ms of sound that were sent, and when the first of it was. */
  #sound = 0;
  #since: number | null = null;
  #cancelStep: (() => void) | undefined;

  constructor(host: TurnHost, turn: ScriptedTurn) {
    this.#host = host;
    this.#turn = turn;
    this.#steps = this.#play();
    this.#wait();
  }

  /** Nothing of it is sent any more. */
  stop(): void {
    this.#cancelStep?.();
  }

  #wait(delay = 0): void {
    const { clock, pace } = this.#host;
    this.#cancelStep = clock.after(Math.max(delay, this.#turn.pace ?? pace), () => {
      const step = this.#steps.next();
      if (step.done !== true) this.#wait(step.value);
    });
  }

  *#play(): Generator<number | undefined> {
    const { tell, together, playback } = this.#host;
    let calls = false;
    for (const part of this.#turn.parts ?? []) {
      if ('say' in part) yield* this.#say(part.say, part.duration ?? 500);
      else {
        calls = true;
        this.#call(part.calls);
        yield undefined;
      }
    }
    // It goes on with the answers.
    if (calls) return;
    if (together && !playback) {
      this.#host.onEnd({ generationComplete: true });
      return;
    }
    tell({ serverContent: { generationComplete: true } });
    const { clock } = this.#host;
    const left = playback ? this.#sound - (clock.now() - (this.#since ?? clock.now())) : 0;
    yield left;
    this.#host.onEnd({});
  }

  *#say(text: string, duration: number): Generator<number | undefined> {
    const { pieceDuration, transcribed, together, spoken, tell } = this.#host;
    const words = text.match(/\s*\S+/g) ?? [];
    if (!spoken) {
      for (const word of words) {
        tell({ serverContent: { modelTurn: { role: 'model', parts: [{ text: word }] } } });
        yield undefined;
      }
      return;
    }
    const pieces = Math.ceil(duration / pieceDuration);
    for (let piece = 0; piece < pieces; piece += 1) {
      const from = piece * pieceDuration;
      const length = Math.min(pieceDuration, duration - from);
      const data = speechBase64(24_000, from, length);
      this.#since ??= this.#host.clock.now();
      this.#sound += length;
      const until = Math.ceil((words.length * (piece + 1)) / pieces);
      const delta = words.slice(Math.ceil((words.length * piece) / pieces), until).join('');
      const sound: LiveServerContent = {
        modelTurn: {
          role: 'model',
          parts: [{ inlineData: { mimeType: 'audio/pcm;rate=24000', data } }],
        },
      };
      const said: LiveServerContent =
        transcribed && delta !== '' ? { outputTranscription: { text: delta } } : {};
      if (together) tell({ serverContent: { ...sound, ...said } });
      else {
        tell({ serverContent: sound });
        if (said.outputTranscription) tell({ serverContent: said });
      }
      yield undefined;
    }
  }

  #call(
    calls: Extract<NonNullable<ScriptedTurn['parts']>[number], { calls: unknown }>['calls'],
  ): void {
    const functionCalls: FunctionCall[] = calls.map(({ name, args = {} }) => ({
      id: this.#host.nextCallId(),
      name,
      args: { ...args },
    }));
    this.#host.onCalls(functionCalls.map(({ id = '' }) => id));
    this.#host.tell({ toolCall: { functionCalls } });
  }
}
