import { createParser } from 'eventsource-parser';
import * as v from 'valibot';
import { ServerError } from '../server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';

/** A longer answer is no answer to be spoken. */
const mostBytes = 4 * 1024 * 1024;

const chunkSchema = v.object({
  system_fingerprint: v.nullish(v.string()),
  choices: v.array(
    v.object({
      delta: v.nullish(
        v.object({
          content: v.nullish(v.string()),
          tool_calls: v.nullish(
            v.array(
              v.object({
                index: v.nullish(v.number()),
                id: v.nullish(v.string()),
                function: v.nullish(
                  v.object({ name: v.nullish(v.string()), arguments: v.nullish(v.string()) }),
                ),
              }),
            ),
          ),
        }),
      ),
      finish_reason: v.nullish(v.string()),
    }),
  ),
});
type Chunk = v.InferOutput<typeof chunkSchema>;

/** What an answer tells besides its words. */
export interface CompletionEvents {
  /** The `system_fingerprint` of the answer, once, when it has one. */
  onFingerprint?: (fingerprint: string) => void;
}

/**
 * Reads a streamed chat completion: gives out the text as it comes, and returns the calls of tools when it has ended.
 *
 * @throws ServerError `responder-failed`, when it is no such stream or breaks off.
 */
export async function* readCompletion(
  body: AsyncIterable<Uint8Array>,
  { onFingerprint }: CompletionEvents = {},
): AsyncGenerator<string, CompletionToolCall[]> {
  const events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  const decoder = new TextDecoder();
  const calls: CompletionToolCall[] = [];
  let bytes = 0;
  let ended = false;
  let fingerprint = '';
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw ServerError.responderFailed('the answer has no end');
    parser.feed(decoder.decode(piece, { stream: true }));
    for (let data = events.shift(); data !== undefined; data = events.shift()) {
      if (data === '[DONE]') return calls;
      const { choices, system_fingerprint } = readChunk(data);
      if (system_fingerprint && system_fingerprint !== fingerprint) {
        fingerprint = system_fingerprint;
        onFingerprint?.(fingerprint);
      }
      for (const { delta, finish_reason } of choices) {
        if (delta?.content) yield delta.content;
        for (const call of delta?.tool_calls ?? []) collect(calls, call);
        ended ||= finish_reason != null;
      }
    }
  }
  // Some endpoints leave the last line out.
  if (!ended) throw ServerError.responderFailed('the answer of the language model broke off');
  return calls;
}

function readChunk(data: string): Chunk {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw ServerError.responderFailed('the language model sent what is not JSON', error);
  }
  const read = v.safeParse(chunkSchema, json);
  if (read.success) return read.output;
  const reported = typeof json === 'object' && json !== null && 'error' in json;
  throw ServerError.responderFailed(
    reported
      ? 'the language model reported an error'
      : 'the language model sent what is no chat completion',
  );
}

type CallPiece = NonNullable<NonNullable<Chunk['choices'][number]['delta']>['tool_calls']>[number];

// A call comes in pieces: first its id and name, then its arguments bit by bit.
function collect(calls: CompletionToolCall[], piece: CallPiece): void {
  const known = piece.index == null ? calls.at(-1) : calls[piece.index];
  const begins = known === undefined || (piece.index == null && piece.id != null);
  const call: CompletionToolCall = begins
    ? {
        id: piece.id ?? `call_${String(calls.length)}`,
        type: 'function',
        function: { name: '', arguments: '' },
      }
    : known;
  if (begins) calls.push(call);
  call.function.name += piece.function?.name ?? '';
  call.function.arguments += piece.function?.arguments ?? '';
}
