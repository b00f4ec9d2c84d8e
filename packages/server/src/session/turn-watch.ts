import { randomUUID } from 'node:crypto';
import type { ServerMessage } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { Observe, TurnOrigin, TurnOutcome } from '../base/observe.ts';

/** A turn under way. Times as the clock counts. */
interface OpenTurn {
  id: string;
  origin: TurnOrigin;
  beganAt: number;
  /** When the user's words were there; of the assistant's own turns, when the first of them was. */
  wordsAt: number;
  wordsMs: number | undefined;
  soundAt: number | undefined;
  /** Something of the answer was sent. */
  answers: boolean;
}

/**
 * Tells the turns of a Chat by what is sent in it, whoever makes the answers: engines or a realtime model. It looks at kinds of messages
 * and at when they are sent; what they say stays out of it.
 */
export class TurnWatch {
  readonly #clock: Clock;
  readonly #observe: Observe;
  readonly #chatId: () => string;
  #speechEndedAt: number | undefined;
  #turn: OpenTurn | undefined;

  constructor(clock: Clock, observe: Observe, chatId: () => string) {
    this.#clock = clock;
    this.#observe = observe;
    this.#chatId = chatId;
  }

  /** The user has stopped speaking. */
  handleSpeechEnded(): void {
    this.#speechEndedAt = this.#clock.now();
  }

  /** Something is sent to the client. */
  handleMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'user_message':
        if (!message.interim) this.#handleWords(message.from_text ? 'text' : 'speech');
        break;
      case 'assistant_message':
        this.#turn ??= this.#begin('assistant');
        this.#turn.answers = true;
        break;
      case 'audio_output':
        if (this.#turn) this.#turn.soundAt ??= this.#clock.now();
        break;
      case 'assistant_end':
        // That of an answer which the user's next message has cut short comes behind that message.
        if (this.#turn?.answers === true) this.#end('answered');
        break;
      case 'user_interruption':
        this.#observe({ type: 'interrupted', chatId: this.#chatId() });
        if (this.#turn?.answers === true) this.#end('interrupted');
        break;
      case 'error':
        this.#observe({ type: 'error-told', chatId: this.#chatId(), slug: message.slug });
        break;
      default:
        break;
    }
  }

  /** The Chat is over. */
  close(): void {
    this.#end('unanswered');
  }

  #handleWords(origin: TurnOrigin): void {
    this.#end(this.#turn?.answers === true ? 'interrupted' : 'superseded');
    const turn = this.#begin(origin);
    this.#turn = turn;
    const endedAt = this.#speechEndedAt;
    this.#speechEndedAt = undefined;
    if (origin !== 'speech' || endedAt === undefined) return;
    turn.beganAt = endedAt;
    turn.wordsMs = turn.wordsAt - endedAt;
  }

  #begin(origin: TurnOrigin): OpenTurn {
    const now = this.#clock.now();
    return {
      id: randomUUID(),
      origin,
      beganAt: now,
      wordsAt: now,
      wordsMs: undefined,
      soundAt: undefined,
      answers: false,
    };
  }

  #end(outcome: TurnOutcome): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    const { id, origin, beganAt, wordsAt, wordsMs, soundAt } = turn;
    this.#observe({
      type: 'turn-ended',
      chatId: this.#chatId(),
      turnId: id,
      origin,
      outcome,
      durationMs: this.#clock.now() - beganAt,
      wordsMs,
      soundMs: soundAt === undefined ? undefined : soundAt - wordsAt,
    });
  }
}
