import { ServerError } from '../server-error.ts';
import { chatMessages } from './chat-messages.ts';
import type { ChatMessage } from './chat-messages.ts';
import { readCompletion } from './completion-stream.ts';
import type { ReplyRequest, Responder, ToolOffer } from './responder.ts';

/** After so many rounds of tools the model has to answer in words. */
const mostRounds = 5;

/** Where a language model answers. */
export interface ChatCompletionsOptions {
  /** The base of an OpenAI-compatible API, as `http://127.0.0.1:11434/v1`: `/chat/completions` is added. */
  url: string;
  /** The model's name at that endpoint. */
  model: string;
  /** Sent as a bearer token; a Chat's `language_model_api_key` takes its place. Default none. Never logged. */
  apiKey?: string;
  /** The longest silence of the endpoint, before and within an answer, in ms. Default 20,000. */
  timeoutMs?: number;
}

/**
 * Replies by a language model behind an OpenAI-compatible endpoint, streamed. It gets the prompt, the history, the context,
 * the temperature and the tools of the Chat. Redirects are not followed: the key goes nowhere else.
 *
 * @throws ServerError `invalid-option`.
 */
export function createChatCompletionsResponder(options: ChatCompletionsOptions): Responder {
  const endpoint: Endpoint = {
    ...options,
    timeoutMs: options.timeoutMs ?? 20_000,
    url: urlOf(options.url),
  };
  return {
    name: `model ${options.model}`,
    reply: (request, signal) => reply(endpoint, request, signal),
  };
}

interface Endpoint extends Omit<ChatCompletionsOptions, 'url'> {
  url: URL;
  timeoutMs: number;
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw ServerError.invalidOption(
      'url',
      'it must be an http or https address without a password',
    );
  }
  url.pathname = `${url.pathname.replace(/\/(?:chat\/completions\/?)?$/, '')}/chat/completions`;
  return url;
}

async function* reply(
  endpoint: Endpoint,
  request: ReplyRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const messages = chatMessages(request);
  let said = false;
  for (let round = 1; ; round++) {
    const mayCall = round < mostRounds;
    const answer = complete(endpoint, { request, messages, mayCall }, signal);
    let text = '';
    let next = await answer.next();
    for (; next.done !== true; next = await answer.next()) {
      text += next.value;
      yield next.value;
    }
    const calls = next.value;
    said ||= text.trim() !== '';
    if (calls.length === 0 || !mayCall || request.tools === undefined) break;
    messages.push({ role: 'assistant', content: text === '' ? null : text, tool_calls: calls });
    for (const {
      id,
      function: { name, arguments: parameters },
    } of calls) {
      const { content, kind } = await request.tools.call(
        name,
        parameters === '' ? '{}' : parameters,
      );
      const result = content === '' && kind === 'failed' ? 'The tool failed.' : content;
      messages.push({ role: 'tool', tool_call_id: id, content: result });
    }
    // Goodbye has been said; another round would say it again.
    if (said && calls.some(({ function: { name } }) => name === 'hang_up')) break;
    // What comes now begins a sentence of its own.
    if (text !== '') yield '\n';
  }
  if (!said) throw ServerError.responderFailed('the language model answered without words');
}

interface Question {
  request: ReplyRequest;
  messages: readonly ChatMessage[];
  /** Whether tools may be called. */
  mayCall: boolean;
}

async function* complete(
  endpoint: Endpoint,
  { request, messages, mayCall }: Question,
  signal: AbortSignal,
): ReturnType<typeof readCompletion> {
  const { url, model, timeoutMs } = endpoint;
  const key = request.languageModelKey ?? endpoint.apiKey;
  const silence = new Watchdog(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, silence.signal]),
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({
        model,
        stream: true,
        messages,
        ...(request.temperature !== undefined && { temperature: request.temperature }),
        ...(request.tools && {
          tools: request.tools.offers.map(toolSpec),
          ...(!mayCall && { tool_choice: 'none' }),
        }),
      }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw ServerError.responderFailed(
        `the language model's endpoint answered with HTTP ${String(response.status)}`,
      );
    }
    if (response.body === null) throw ServerError.responderFailed('the answer is empty');
    return yield* readCompletion(silence.watch(response.body));
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

function toolSpec({ name, description, parameters }: ToolOffer) {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      parameters: json(parameters),
    },
  };
}

// A tool whose schema is none can still be called, without parameters.
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'object', properties: {} };
  }
}

/** Aborts what has been silent for too long. */
class Watchdog {
  readonly #abort = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#ms = ms;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  async *watch(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      // How long the pieces are being spoken is not the endpoint's silence.
      this.stop();
      yield piece;
      this.#timer = this.#start();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#abort.abort();
    }, this.#ms);
  }
}
