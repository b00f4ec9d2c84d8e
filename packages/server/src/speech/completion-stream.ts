import { createParser } from 'eventsource-parser';
import * as v from 'valibot';
import { ServerError } from '../server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';
import { ToolCallPieces } from './tool-call-pieces.ts';

/** A longer answer is no answer to be spoken. */
const mostBytes = 4 * 1024 * 1024;

// Only what is needed is looked at, and no more closely than it must be: one odd field is not to cost the answer.
const anything = v.optional(v.unknown());
const chunkSchema = v.object({
  system_fingerprint: v.nullish(v.string()),
  choices: v.array(
    v.object({
      delta: v.nullish(
        v.object({
          content: anything,
          tool_calls: v.nullish(
            v.array(
              v.object({
                index: anything,
                id: anything,
                function: v.nullish(v.object({ name: anything, arguments: anything })),
                extra_content: anything,
              }),
            ),
          ),
        }),
      ),
      finish_reason: v.nullish(v.string()),
    }),
  ),
});
const usageSchema = v.object({ choices: v.nullish(v.null()), usage: v.looseObject({}) });
const textPart = v.object({ type: v.literal('text'), text: v.string() });
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
  const calls = new ToolCallPieces();
  let bytes = 0;
  let ended = false;
  let fingerprint = '';
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw ServerError.responderFailed('the answer has no end');
    parser.feed(decoder.decode(piece, { stream: true }));
    for (let data = events.shift(); data !== undefined; data = events.shift()) {
      if (data === '[DONE]') return calls.whole();
      const { choices, system_fingerprint } = readChunk(data);
      if (system_fingerprint && system_fingerprint !== fingerprint) {
        fingerprint = system_fingerprint;
        onFingerprint?.(fingerprint);
      }
      for (const { delta, finish_reason } of choices) {
        const words = textIn(delta?.content);
        if (words !== '') yield words;
        calls.take(delta?.tool_calls ?? []);
        // Some say an empty one all along.
        ended ||= Boolean(finish_reason);
      }
    }
  }
  // Some endpoints leave the last line out.
  if (!ended) throw ServerError.responderFailed('the answer of the language model broke off');
  return calls.whole();
}

function readChunk(data: string): Chunk {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw ServerError.responderFailed('the language model sent what is not JSON', error);
  }
  // It may come with a choice, whose reason to finish is that error.
  if (typeof json === 'object' && json !== null && 'error' in json && json.error) {
    throw ServerError.responderFailed('the language model reported an error');
  }
  const read = v.safeParse(chunkSchema, json);
  if (read.success) return read.output;
  // What was used up may come by itself.
  if (v.is(usageSchema, json)) return { choices: [] };
  throw ServerError.responderFailed('the language model sent what is no chat completion');
}

/** The words of a delta. Where they come in parts, the model's thoughts are parts of their own. */
function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (v.is(textPart, part) ? part.text : '')).join('');
}
