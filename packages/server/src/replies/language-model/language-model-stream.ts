import * as v from 'valibot';
import { ServerError } from '../../base/server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';
import { meaning } from './completion-request.ts';
import type { Completion } from './completion-request.ts';
import { Watchdog } from './watchdog.ts';

/** A longer answer, in characters, is no answer to be spoken. */
const mostCharacters = 4 * 1024 * 1024;

const anyPart = v.looseObject({ type: v.string() });
const textDelta = v.object({ type: v.literal('text-delta'), delta: v.string() });
const inputDelta = v.object({ delta: v.string() });
const toolCall = v.object({
  type: v.literal('tool-call'),
  toolCallId: v.string(),
  toolName: v.string(),
  input: v.string(),
  providerExecuted: v.optional(v.boolean()),
  providerMetadata: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});
const finish = v.object({
  type: v.literal('finish'),
  finishReason: v.object({ unified: v.string() }),
});
const httpError = v.object({ statusCode: v.number() });

type StreamResult = PromiseLike<{ stream: ReadableStream<unknown> }>;

/**
 * Asks a model of the AI SDK, and gives out the text as it comes; at the end, the calls of tools. What it thinks is left out, and so is
 * what the provider's own tools did.
 *
 * @param ask - asks it; given what aborts the question.
 * @param timeoutMs - the longest silence of the model, before and within the answer.
 * @throws ServerError `responder-failed`, or the signal's reason.
 */
export async function* readLanguageModel(
  ask: (abort: AbortSignal) => StreamResult,
  timeoutMs: number,
  signal: AbortSignal,
): Completion {
  const silence = new Watchdog(timeoutMs);
  const abort = AbortSignal.any([signal, silence.signal]);
  try {
    signal.throwIfAborted();
    return yield* readParts(silence.watch(partsOf(ask, abort)));
  } catch (error) {
    if (signal.aborted || error instanceof ServerError) throw error;
    throw silence.signal.aborted
      ? ServerError.responderFailed('the language model fell silent')
      : failure(error);
  } finally {
    silence.stop();
  }
}

/** The parts of an answer. A model that does not heed the signal is left alone. */
async function* partsOf(
  ask: (abort: AbortSignal) => StreamResult,
  abort: AbortSignal,
): AsyncGenerator<unknown> {
  const left = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => {
      reject(abort.reason as Error);
    };
    abort.addEventListener('abort', onAbort, { signal: left.signal });
  });
  aborted.catch(() => undefined);
  const asked = Promise.resolve(ask(abort)).then(({ stream }) => stream.getReader());
  try {
    const reader = await Promise.race([asked, aborted]);
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    left.abort();
    // One that comes later is not left open either.
    void asked.then((reader) => reader.cancel()).catch(() => undefined);
  }
}

async function* readParts(parts: AsyncIterable<unknown>): Completion {
  const calls: CompletionToolCall[] = [];
  let characters = 0;
  const count = (text: string) => {
    characters += text.length;
    if (characters > mostCharacters) throw ServerError.responderFailed('the answer has no end');
  };
  let ended = false;
  for await (const part of parts) {
    if (!v.is(anyPart, part)) throw ServerError.responderFailed(nonsense);
    if (v.is(inputDelta, part)) count(part.delta);
    switch (part.type) {
      case 'text-delta': {
        const { delta } = read(textDelta, part);
        if (delta !== '') yield delta;
        break;
      }
      case 'tool-call': {
        const call = read(toolCall, part);
        count(call.input);
        // What the provider has done itself is in its answer.
        if (call.providerExecuted !== true) calls.push(asCompletionCall(call));
        break;
      }
      case 'finish':
        ended = true;
        if (read(finish, part).finishReason.unified === 'error') throw failure(undefined);
        break;
      case 'error':
        throw failure(part['error']);
    }
  }
  if (!ended) throw ServerError.responderFailed('the answer of the language model broke off');
  return calls;
}

const nonsense = 'the language model sent what is no part of an answer';

function read<Schema extends v.GenericSchema>(
  schema: Schema,
  part: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, part);
  if (!result.success) throw ServerError.responderFailed(nonsense);
  return result.output;
}

function asCompletionCall(call: v.InferOutput<typeof toolCall>): CompletionToolCall {
  const { toolCallId: id, toolName: name, input, providerMetadata: metadata } = call;
  return {
    id,
    type: 'function',
    function: { name, arguments: input },
    ...(metadata && { extra_content: withoutItems(metadata) }),
  };
}

/**
 * What goes back to the provider with a call, as a signature. The id of an item would name the call together with the thought before it,
 * and that is not sent again.
 */
function withoutItems(metadata: Record<string, Record<string, unknown>>) {
  const kept = (noted: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(noted).filter(([name]) => name !== 'itemId'));
  return Object.fromEntries(
    Object.entries(metadata).map(([provider, noted]) => [provider, kept(noted)]),
  );
}

/** The provider's own words are not passed on, nor the error with the question in it: they may quote the key. */
function failure(error: unknown): ServerError {
  return ServerError.responderFailed(
    v.is(httpError, error)
      ? `the language model's provider answered with HTTP ${String(error.statusCode)}${meaning(error.statusCode)}`
      : 'the language model reported an error',
  );
}
