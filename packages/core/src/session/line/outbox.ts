import type { ClientMessage, ServerMessage } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';

/** Messages that may wait: twice as many as an app may send while the line is down, since others may have to be sent again. */
const limit = 128;

/** ms in which a server has answered what reached it. */
const answerTime = 15_000;

interface Sent {
  readonly message: ClientMessage;
  readonly at: number;
  readonly isAnswer: (answer: ServerMessage) => boolean;
}

/**
 * Text, tool answers and settings on their way up. What comes while the line is down waits in order; what was sent and
 * not answered when the line broke goes again, first. What was answered is never sent twice.
 */
export class Outbox {
  readonly #clock: Clock;
  #waiting: ClientMessage[] = [];
  #sent: Sent[] = [];
  /** Those of the first that wait which were sent over a line that broke. */
  #again: Sent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** False when too much waits already. */
  put(message: ClientMessage): boolean {
    return this.#waiting.length < limit && this.#waiting.push(message) > 0;
  }

  /** Sends what waits, in order, for as long as the line takes it. */
  flush(send: (message: ClientMessage) => boolean): void {
    for (let [message] = this.#waiting; message; [message] = this.#waiting) {
      const isAnswer = answerTo(message);
      const sent = this.#sent.length;
      // Noted first: the answer may come from within.
      if (isAnswer) this.#sent.push({ message, at: this.#clock.now(), isAnswer });
      if (!send(message)) {
        this.#sent.length = sent;
        return;
      }
      this.#waiting.shift();
      if (this.#again[0]?.message === message) this.#again.shift();
    }
  }

  /** Learns from a message of the server what reached it. @returns whether it was an answer that was due. */
  hear(answer: ServerMessage): boolean {
    if (take(this.#sent, answer)) return true;
    // It may say so before the line has taken it again.
    const known = take(this.#again, answer);
    if (known) this.#waiting.splice(this.#waiting.indexOf(known.message), 1);
    return known !== undefined;
  }

  /** The line broke: what may not have reached the server waits again. */
  lost(): void {
    const recent = this.#sent.filter(({ at }) => this.#clock.now() - at < answerTime);
    this.#again.unshift(...recent);
    this.#waiting.unshift(...recent.map(({ message }) => message));
    this.#sent = [];
  }
}

/** The first of them that this answers, which is taken out. */
function take(due: Sent[], answer: ServerMessage): Sent | undefined {
  const index = due.findIndex(({ isAnswer }) => isAnswer(answer));
  return index < 0 ? undefined : due.splice(index, 1)[0];
}

/** How the answer to a message is known, where the server answers with a message of its own. */
function answerTo(message: ClientMessage): Sent['isAnswer'] | undefined {
  switch (message.type) {
    case 'user_input':
      return (answer) =>
        answer.type === 'user_message' &&
        answer.from_text &&
        answer.message.content === message.text;
    case 'assistant_input':
      // The server may speak it sentence by sentence.
      return (answer) =>
        answer.type === 'assistant_message' &&
        answer.from_text &&
        !!answer.message.content &&
        message.text.includes(answer.message.content);
    case 'tool_response':
    case 'tool_error':
      return (answer) =>
        answer.type === message.type && answer.tool_call_id === message.tool_call_id;
    default:
      return undefined;
  }
}
