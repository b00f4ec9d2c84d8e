import { randomUUID } from 'node:crypto';
import type { ToolErrorMessage, ToolResponseMessage } from '@vivavoce/evi';
import type { Outbox } from '../connection/outbox.ts';
import type { Clock } from '../base/clock.ts';
import type { ToolOutcome } from '../replies/responder.ts';
import type { ToolCall, ToolTurn } from '../base/conversation-turn.ts';
import type { WebSearch } from '../replies/web-search.ts';
import type { ChatTool } from './tools.ts';

/** What the assistant is told of a failed call that has no fallback. */
const noFallback = 'The tool failed.';

/** What {@link ToolCalls} needs of the Chat. */
export interface ToolCallsParts {
  clock: Clock;
  /** How long the client may take, in ms. */
  timeoutMs: number;
  webSearch?: WebSearch;
  outbox: Pick<Outbox, 'send'>;
  onTimedOut: (name: string) => void;
  onHangUp: () => void;
  onDone: (turn: ToolTurn) => void;
}

/** The tools the assistant calls, and what comes of it. */
export class ToolCalls {
  readonly #parts: ToolCallsParts;
  readonly #waiting = new Map<string, (outcome: ToolOutcome) => void>();

  constructor(parts: ToolCallsParts) {
    this.#parts = parts;
  }

  /** Calls a tool, and resolves with what came of it; rejects with its reason when `signal` is aborted. */
  async call(
    tool: ChatTool | undefined,
    name: string,
    parameters: string,
    signal: AbortSignal,
    id: string = randomUUID(),
  ): Promise<ToolOutcome> {
    signal.throwIfAborted();
    if (tool === undefined) return { kind: 'failed', content: `There is no tool named ${name}.` };
    const call: ToolCall = { id, name, parameters };
    this.#parts.outbox.send({
      type: 'tool_call',
      name,
      parameters,
      tool_call_id: call.id,
      tool_type: tool.type,
      response_required: tool.type === 'function',
    });
    const answered =
      tool.type === 'builtin'
        ? await this.#runBuiltin(call, tool, signal)
        : await this.#wait(call, signal);
    const outcome =
      answered.kind === 'failed' && answered.content === ''
        ? { ...answered, content: tool.fallback ?? '' }
        : answered;
    this.#parts.onDone({ role: 'tool', text: outcome.content || noFallback, call });
    return outcome;
  }

  /** Takes the client's answer: it is echoed, and given to the call that waits for it, if one does. */
  answer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#parts.outbox.send({ ...message, tool_type: message.tool_type ?? 'function' });
    this.#waiting.get(message.tool_call_id)?.(
      message.type === 'tool_response'
        ? { kind: 'answered', content: message.content }
        : { kind: 'failed', content: message.content ?? '' },
    );
  }

  #wait(call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    const { clock, timeoutMs, onTimedOut } = this.#parts;
    return new Promise((resolve, reject) => {
      const settle = () => {
        stop();
        this.#waiting.delete(call.id);
        signal.removeEventListener('abort', abort);
      };
      const abort = () => {
        settle();
        reject(signal.reason as Error);
      };
      const stop = clock.setTimeout(() => {
        settle();
        onTimedOut(call.name);
        resolve({ kind: 'failed', content: '' });
      }, timeoutMs);
      signal.addEventListener('abort', abort);
      this.#waiting.set(call.id, (outcome) => {
        settle();
        resolve(outcome);
      });
    });
  }

  // The server's own calls are answered like a client's, so that whoever listens sees what came of them.
  async #runBuiltin(call: ToolCall, tool: ChatTool, signal: AbortSignal): Promise<ToolOutcome> {
    const about = { tool_call_id: call.id, tool_type: 'builtin' } as const;
    try {
      const content = await this.#builtin(call, signal);
      this.#parts.outbox.send({ type: 'tool_response', tool_name: call.name, content, ...about });
      return { kind: 'answered', content };
    } catch {
      signal.throwIfAborted();
      this.#parts.outbox.send({
        type: 'tool_error',
        error: `The built-in tool ${call.name} is not available or failed.`,
        level: 'warn',
        ...(tool.fallback !== undefined && { content: tool.fallback }),
        ...about,
      });
      return { kind: 'failed', content: '' };
    }
  }

  async #builtin({ name, parameters }: ToolCall, signal: AbortSignal): Promise<string> {
    const { webSearch, timeoutMs, clock } = this.#parts;
    if (name === 'hang_up') {
      this.#parts.onHangUp();
      return 'The call ends after the next words.';
    }
    if (name !== 'web_search' || webSearch === undefined) throw new Error('unavailable');
    const late = new AbortController();
    const stop = clock.setTimeout(() => {
      late.abort();
    }, timeoutMs);
    const limit = AbortSignal.any([signal, late.signal]);
    try {
      return await settledOrAborted(webSearch.search(queryIn(parameters), limit), limit);
    } finally {
      stop();
    }
  }
}

/** A provider that does not mind the signal must not hold up the conversation. */
function settledOrAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

function queryIn(parameters: string): string {
  const { query } = JSON.parse(parameters) as { query?: unknown };
  if (typeof query !== 'string' || query.trim() === '') throw new Error('no query');
  return query;
}
