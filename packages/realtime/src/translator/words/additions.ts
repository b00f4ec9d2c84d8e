import type { ConversationItem, ServerEvent } from '../contract.ts';
import { itemsOf } from './memory.ts';
import type { Responses } from '../answers/responses.ts';
import type { Shared } from '../shared.ts';
import type { Utterances } from './utterances.ts';
import type { Wires } from '../wires.ts';

/** What the user types and what functions answer: part of the conversation once the service has acknowledged it. */
export class Additions {
  readonly #shared: Shared;
  readonly #wires: Wires;
  readonly #responses: Responses;
  readonly #utterances: Utterances;
  /** Typed text that was not acknowledged. */
  readonly #typed: { readonly id: string; readonly text: string; readonly whole: string }[] = [];
  /** Answers of functions that were not acknowledged, by the call; and the event that has told each. */
  readonly #answers = new Map<string, { readonly message: object; readonly eventId: string }>();

  constructor(shared: Shared, wires: Wires, responses: Responses, utterances: Utterances) {
    this.#shared = shared;
    this.#wires = wires;
    this.#responses = responses;
    this.#utterances = utterances;
  }

  /** Something was not acknowledged yet. */
  get open(): boolean {
    return this.#typed.length > 0 || this.#answers.size > 0;
  }

  type(text: string): void {
    const shared = this.#shared;
    const id = this.#wires.nextId();
    const whole = shared.context ? `${text}\n\n${shared.context}` : text;
    shared.context = '';
    this.#responses.silence();
    this.#typed.push({ id, text, whole });
    this.#wires.send({
      type: 'conversation-item-create',
      item: { type: 'text-message', role: 'user', text: whole, id },
      eventId: id,
    });
    if (!shared.traits.echoes) soon(() => this.acknowledge({ type: '' }));
    this.#responses.ask();
  }

  /** Something is part of the conversation: the oldest that was typed, or an answer of a function. */
  acknowledge({ itemId, callId, text }: ServerEvent): void {
    const answer = this.#answers.get(callId ?? '');
    if (answer) {
      this.#answers.delete(callId ?? '');
      this.#wires.tell(answer.message);
    }
    const index =
      itemId === undefined
        ? 0
        : this.#typed.findIndex(({ id, whole }) => id === itemId || whole === text);
    const [typed] = index < 0 ? [] : this.#typed.splice(index, 1);
    if (!typed) return;
    this.#shared.memory.add({ role: 'user', text: typed.text });
    this.#utterances.typed(typed.text);
    this.#wires.expect(true);
  }

  /** What was refused is no part of it, and never will be. */
  refused(eventId: string): void {
    const index = this.#typed.findIndex(({ id }) => id === eventId);
    if (index >= 0) this.#typed.splice(index, 1);
    for (const [callId, answer] of this.#answers) {
      if (answer.eventId === eventId) this.acknowledge({ type: '', itemId: eventId, callId });
    }
  }

  /** A call of an earlier connection is told again, in the terms of this one, before its answer. */
  answer(id: string, output: string, message: object): void {
    const { memory, traits } = this.#shared;
    const { number, send, tell, nextId, expect } = this.#wires;
    const [line, callId = ''] = id.split(/:(.*)/s);
    const called = memory.find(callId);
    const here = Number(line) === number;
    if (called?.output !== undefined && !here) {
      // It went over a connection that broke before anything followed from it: this one was told of it with all that was said.
      soon(() => tell(message));
      this.#responses.ask();
      return;
    }
    // Taken back, or answered already.
    if (!called || called.output !== undefined) {
      expect(true);
      return;
    }
    called.output = output;
    const { name } = called;
    const told: ConversationItem[] = here
      ? itemsOf(called).slice(1)
      : traits.items
        ? itemsOf(called)
        : [{ type: 'text-message', role: 'user', text: `(${name}: ${output})` }];
    const eventId = nextId();
    for (const item of told) send({ type: 'conversation-item-create', item, eventId });
    if (traits.echoes) this.#answers.set(callId, { message, eventId });
    else soon(() => tell(message));
    this.#responses.answered(callId);
  }
}

/** Not from within what the session is doing. */
function soon(task: () => void): void {
  void Promise.resolve().then(task);
}
