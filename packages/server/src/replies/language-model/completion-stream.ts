import { setImmediate as nextTurn } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import * as v from 'valibot';
import { ServerError } from '../../base/server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';
import { ToolCallPieces } from './tool-call-pieces.ts';

/** A longer answer is no answer to be spoken. */
const mostBytes = 4 * 1024 * 1024;
/** Nor is one that comes in larger pieces than this, in characters: each is read in one go. */
const longestEvent = 64 * 1024;
/** So much is read at a time, in bytes. */
const atOnce = 4 * 1024;
/** After so long, in ms, everybody else has a turn of the event loop: some endpoints send all they have at once. */
const atOnceMs = 1;

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
  let lineLength = 0;
  for await (const piece of byTurns(body)) {
    bytes += piece.length;
    if (bytes > mostBytes) throw ServerError.responderFailed('the answer has no end');
    const text = decoder.decode(piece, { stream: true });
    const lineEnd = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    lineLength = lineEnd < 0 ? lineLength + text.length : text.length - lineEnd;
    if (lineLength > longestEvent + atOnce) {
      throw ServerError.responderFailed('a line of the answer is too long');
    }
    parser.feed(text);
    for (let data = events.shift(); data !== undefined; data = events.shift()) {
      if (data === '[DONE]') return calls.whole();
      if (data.length > longestEvent) {
        throw ServerError.responderFailed('a piece of the answer is too long');
      }
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

/** The same in small pieces, with turns of the event loop between those over which their reader takes long. */
async function* byTurns(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let began = performance.now();
  for await (const piece of body) {
    for (let at = 0; at < piece.length; at += atOnce) {
      if (performance.now() - began > atOnceMs) {
        await nextTurn();
        began = performance.now();
      }
      yield piece.subarray(at, at + atOnce);
    }
  }
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
