import type { ClientMessage, ServerMessage } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';

/** Messages that may wait for the line: the client's own limit, and those sent again. */
const limit = 128;

/** ms in which a server has answered what reached it. */
const answerTime = 15_000;

/** What the server answers with a message of its own, and by which that answer is known. */
type Answered = Extract<
  ClientMessage,
  { type: 'user_input' | 'assistant_input' | 'tool_response' | 'tool_error' }
>;

interface Sent {
  readonly message: Answered;
  readonly at: number;
}

/**
 * Text, tool answers and settings on their way up. What comes while the line is down waits in order; what was sent and
 * not answered when the line broke goes again, first. What was answered is never sent twice.
 */
export class Outbox {
  readonly #clock: Clock;
  #waiting: ClientMessage[] = [];
  #sent: Sent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** False when too much waits already. */
  put(message: ClientMessage): boolean {
    if (this.#waiting.length >= limit) return false;
    this.#waiting.push(message);
    return true;
  }

  /** Sends what waits, in order, for as long as the line takes it. */
  flush(send: (message: ClientMessage) => boolean): void {
    for (let [message] = this.#waiting; message; [message] = this.#waiting) {
      if (!send(message)) return;
      this.#waiting.shift();
      if (isAnswered(message)) this.#sent.push({ message, at: this.#clock.now() });
    }
  }

  /** Learns from a message of the server what reached it. @returns whether it was an answer that was due. */
  hear(answer: ServerMessage): boolean {
    const index = this.#sent.findIndex(({ message }) => answers(answer, message));
    return index !== -1 && this.#sent.splice(index, 1).length > 0;
  }

  /** The line broke: what may not have reached the server waits again. */
  lost(): void {
    const recent = this.#sent.filter(({ at }) => this.#clock.now() - at < answerTime);
    this.#waiting.unshift(...recent.map(({ message }) => message));
    this.#sent = [];
  }
}

function isAnswered(message: ClientMessage): message is Answered {
  return ['user_input', 'assistant_input', 'tool_response', 'tool_error'].includes(message.type);
}

function answers(answer: ServerMessage, message: Answered): boolean {
  switch (message.type) {
    case 'user_input':
      return (
        answer.type === 'user_message' &&
        answer.from_text &&
        answer.message.content === message.text
      );
    case 'assistant_input':
      // The server may speak it sentence by sentence.
      return (
        answer.type === 'assistant_message' &&
        answer.from_text &&
        message.text.includes(answer.message.content ?? '')
      );
    default:
      return answer.type === message.type && answer.tool_call_id === message.tool_call_id;
  }
}
