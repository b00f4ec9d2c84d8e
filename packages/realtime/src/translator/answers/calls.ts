import type { ServerEvent } from '../contract.ts';
import { failure } from '../evi.ts';
import { forget } from '../forget.ts';
import type { Called } from '../words/memory.ts';
import type { Response } from './response.ts';
import type { Shared } from '../shared.ts';
import type { Wires } from '../wires.ts';

/** Functions that the model calls: each once, and only where it has completed the call. */
export class Calls {
  readonly #shared: Shared;
  readonly #wires: Wires;
  /** Names of functions by the item that calls them. */
  readonly #names = new Map<string, string>();
  /** Calls without an answer. */
  readonly #open = new Map<string, Response>();

  constructor(shared: Shared, wires: Wires) {
    this.#shared = shared;
    this.#wires = wires;
  }

  /** Whether a call waits for its answer. */
  get open(): boolean {
    return this.#open.size > 0;
  }

  /** Whether one does whose response is gone on with. */
  get wait(): boolean {
    return [...this.#open.values()].some(({ cut }) => !cut);
  }

  /** An item calls a function of that name. */
  announce({ itemId = '', name }: ServerEvent): void {
    if (name) this.#names.set(itemId, name);
    forget(this.#names);
  }

  call(event: ServerEvent, response: Response): void {
    const { itemId = '', callId = '', arguments: args = '' } = event;
    const { number, tell, send } = this.#wires;
    const { memory } = this.#shared;
    if (response.cut || memory.find(callId)) return;
    const name = event.name || this.#names.get(itemId) || '';
    const called: Called = memory.add({ callId, name, arguments: args });
    response.calls += 1;
    if (!isObject(args)) {
      // It is none that the model has completed: nothing may run on it.
      called.output = '{"error":"The arguments are no JSON object."}';
      const item = { type: 'function-call-output', callId, name, output: called.output } as const;
      send({ type: 'conversation-item-create', item });
      tell(
        failure(
          'malformed_call',
          `The model called ${name} with arguments that are no JSON object.`,
        ),
      );
      return;
    }
    response.open += 1;
    this.#open.set(callId, response);
    tell({
      type: 'tool_call',
      name,
      parameters: args,
      response_required: true,
      tool_call_id: `${number}:${callId}`,
      tool_type: 'function',
    });
  }

  /** The user has stopped the assistant: nothing is gone on with. */
  stop(): void {
    for (const response of this.#open.values()) response.stopped = response.cut = true;
  }

  /** A call has its answer. @returns whether the model is to go on with it now */
  answered(callId: string): boolean {
    const response = this.#settle(callId);
    // Of an earlier connection nothing is known.
    return !response || (response.open === 0 && response.over && !response.stopped);
  }

  takeBack(callId: string): void {
    const called = this.#shared.memory.find(callId);
    if (!called || called.output !== undefined) return;
    called.output = 'Cancelled.';
    this.#settle(callId);
    this.#wires.tell({
      type: 'tool_error',
      tool_call_id: `${this.#wires.number}:${callId}`,
      error: 'The service has cancelled this call.',
    });
  }

  #settle(callId: string): Response | undefined {
    const response = this.#open.get(callId);
    this.#open.delete(callId);
    if (response) response.open -= 1;
    return response;
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
