import type { ToolErrorMessage, ToolResponseMessage } from '@vivavoce/evi';
import type { DialogueParts } from '../dialogue.ts';
import type { Settings } from '../settings.ts';
import { ToolCalls } from '../tool-calls.ts';
import { chatTools } from '../tools.ts';
import type { ToldMessage } from './upstream.ts';

/** What the model is told of a failed call that has no fallback. */
const failed = 'The tool failed.';

/** What {@link ModelTools} needs and tells. */
export interface ModelToolsEvents {
  settings: () => Settings;
  /** The model is to be told. */
  tell: (message: ToolResponseMessage | ToolErrorMessage) => void;
  onHangUp: () => void;
  /** A call is over. */
  onSettled: () => void;
}

/** The tools that a realtime model calls: those of the client and this server's own, each with its time-out and fall-back. */
export class ModelTools {
  readonly #parts: DialogueParts;
  readonly #events: ModelToolsEvents;
  readonly #calls: ToolCalls;
  /** Calls without an answer. */
  readonly #open = new Map<string, AbortController>();

  constructor(parts: DialogueParts, events: ModelToolsEvents) {
    this.#parts = parts;
    this.#events = events;
    this.#calls = new ToolCalls({
      clock: parts.clock,
      timeoutMs: parts.toolTimeoutMs,
      ...(parts.webSearch && { webSearch: parts.webSearch }),
      outbox: parts.outbox,
      onTimedOut: (name) => {
        parts.outbox.sendError('tool_timed_out', `The tool ${name} was not answered in time.`);
      },
      onHangUp: events.onHangUp,
      onDone: ({ call, text }) => {
        parts.onToolUsed(call.id, text);
      },
    });
  }

  /** Whether a call waits for its answer. */
  get open(): boolean {
    return this.#open.size > 0;
  }

  /** The model calls a tool. */
  call(message: ToldMessage): void {
    void this.#parts.guard.run(() => this.#run(message));
  }

  /** The client answers. */
  answer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#calls.answer(message);
  }

  /** The model wants no answer any more. */
  takeBack(message: ToldMessage): void {
    const id = String(message['tool_call_id']);
    const call = this.#open.get(id);
    if (call === undefined) return;
    this.#open.delete(id);
    call.abort(new Error('taken back'));
    this.#parts.outbox.send({
      type: 'tool_error',
      tool_call_id: id,
      error: 'The model wants no answer to this call any more.',
      content: '',
    });
    this.#events.onSettled();
  }

  /** Waits for nothing any more. */
  close(): void {
    for (const call of this.#open.values()) call.abort(new Error('closed'));
    this.#open.clear();
  }

  async #run(message: ToldMessage): Promise<void> {
    const id = String(message['tool_call_id']);
    const name = String(message['name']);
    const call = new AbortController();
    this.#open.set(id, call);
    const { tools, builtinTools } = this.#events.settings();
    const tool = chatTools(tools, builtinTools).find((each) => each.name === name);
    try {
      const { signal } = call;
      const given = String(message['parameters']);
      const { kind, content } = await this.#calls.call(tool, name, given, signal, id);
      this.#open.delete(id);
      this.#events.tell(
        kind === 'answered'
          ? { type: 'tool_response', tool_call_id: id, content }
          : { type: 'tool_error', tool_call_id: id, error: failed, content: content || failed },
      );
      this.#events.onSettled();
    } catch (error) {
      if (!call.signal.aborted) throw error;
    }
  }
}
