import { ServerError } from '../../base/server-error.ts';
import type { ChatMessage, CompletionToolCall } from './chat-messages.ts';
import { readCompletion } from './completion-stream.ts';
import type { CompletionEvents } from './completion-stream.ts';
import type { ToolOffer } from '../responder.ts';
import { Watchdog } from './watchdog.ts';

/** One question to an endpoint that streams chat completions. */
export interface CompletionRequest {
  url: URL;
  /** Sent as a bearer token. Never logged. */
  key: string | undefined;
  body: object;
  /** The longest silence of the endpoint, before and within an answer, in ms. */
  timeoutMs: number;
  /** Aborted when the answer is no longer wanted. */
  signal: AbortSignal;
  events?: CompletionEvents;
  /** How it is sent. Default: anywhere. */
  ask?: Ask | undefined;
}

/** Sends a question. Follows no redirect: the key goes nowhere else. */
export type Ask = (question: {
  url: URL;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}) => Promise<Response>;

const askAnywhere: Ask = ({ url, ...question }) =>
  fetch(url, { method: 'POST', redirect: 'error', ...question });

/** An answer: its text as it comes, and at its end the tools it calls. */
export type Completion = AsyncGenerator<string, CompletionToolCall[]>;

/**
 * Asks, and gives out the answer as it comes.
 *
 * @throws ServerError `responder-failed`.
 */
export async function* requestCompletion(request: CompletionRequest): Completion {
  const { url, key, body, timeoutMs, signal, events, ask = askAnywhere } = request;
  const silence = new Watchdog(timeoutMs);
  try {
    const response = await ask({
      url,
      signal: AbortSignal.any([signal, silence.signal]),
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw ServerError.responderFailed(
        `the language model's endpoint answered with HTTP ${String(response.status)}${meaning(response.status)}`,
      );
    }
    if (response.body === null) throw ServerError.responderFailed('the answer is empty');
    if (/\bjson\b/.test(response.headers.get('content-type') ?? '')) {
      await response.body.cancel();
      throw ServerError.responderFailed(
        "the language model's endpoint answered in one piece: it has to stream (`stream: true`, `text/event-stream`)",
      );
    }
    return yield* readCompletion(silence.watch(response.body), events);
  } catch (error) {
    if (signal.aborted || error instanceof ServerError) throw error;
    throw ServerError.responderFailed(
      silence.signal.aborted
        ? "the language model's endpoint fell silent"
        : "the language model's endpoint can not be reached",
      error,
    );
  } finally {
    silence.stop();
  }
}

/** What to look at. The endpoint's own words are not passed on: they may quote the key. */
export function meaning(status: number): string {
  if (status === 401 || status === 403) return ': is the key right?';
  if (status === 404) return ': are its address and the name of the model right?';
  if (status === 429) return ': too much was asked of it, or more than is paid for';
  return '';
}

/** The tools of a Chat as the chat completions API writes them. */
export function toolSpecs(offers: readonly ToolOffer[]): object[] {
  return offers.map(({ name, description, parameters }) => ({
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      parameters: toolSchema(parameters),
    },
  }));
}

/** What was said in this answer so far, as the next question is to hold it. */
export type Added = Extract<ChatMessage, { role: 'assistant' | 'tool' }>;

/**
 * The schema of a tool. One that is none can still be called, without parameters: with anything but an object the endpoint refuses the
 * question.
 */
export function toolSchema(text: string): object {
  return jsonObject(text) ?? { type: 'object', properties: {} };
}

/** A JSON object from its text; undefined where it is none. */
export function jsonObject(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
