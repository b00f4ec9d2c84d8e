import { ServerError } from '../../base/server-error.ts';
import type { CompletionToolCall } from './chat-messages.ts';

/** So many calls in one answer are as many as there can be tools. */
const mostCalls = 50;
/** No arguments are longer, in characters: with each piece all so far is looked through. */
const longestArguments = 64 * 1024;

/** A piece of a call as a stream brings it. Endpoints differ in each of these, so all of it may be anything. */
export interface ToolCallPiece {
  index?: unknown;
  id?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null | undefined;
  extra_content?: unknown;
}

/** A call that is being put together. */
interface Gathering {
  index: unknown;
  /** Empty while there is none. */
  id: string;
  name: string;
  /** JSON text, whole when the stream has ended. */
  written: string;
  extra: unknown;
}

/**
 * Puts calls of tools together from the pieces of a stream.
 *
 * OpenAI numbers the calls by `index`, and gives id and name with the first piece of each. Others send whole calls that all
 * say `index: 0`, or no index; begin to count at 1; repeat id and name in each piece, leave the id empty, or make a new one up
 * for each piece; or give the arguments as an object. So a piece goes on with a call by its id, else by its index, else it is
 * of the last one; and it begins another where it has a name while the call it would go on with is another's or whole.
 */
export class ToolCallPieces {
  readonly #calls: Gathering[] = [];

  /** Takes the pieces of one chunk. @throws ServerError `responder-failed`, where there are too many calls, or too long ones. */
  take(pieces: readonly ToolCallPiece[]): void {
    // No endpoint cuts a name in two within one chunk.
    const named = new Set<Gathering>();
    for (const piece of pieces) {
      const id = text(piece.id);
      const name = text(piece.function?.name);
      const known = this.#known(piece.index, id, name);
      const begins =
        known === undefined || (name !== '' && (named.has(known) || isAnother(known, piece, id)));
      const call = begins ? this.#begin(piece.index, id) : known;
      if (call.id === '') call.id = this.#unused(id);
      call.name = joinedName(call.name, name);
      call.written = joinedArguments(call.written, argumentsIn(piece));
      if (call.written.length > longestArguments) {
        throw ServerError.responderFailed('a call of a tool is too long');
      }
      call.extra ??= piece.extra_content;
      if (name !== '') named.add(call);
    }
  }

  /** The calls in the order in which they began. One that never got a name calls nothing. */
  whole(): CompletionToolCall[] {
    return this.#calls
      .filter(({ name }) => name !== '')
      .map(({ id, name, written, extra }, at) => ({
        id: id || this.#unused(`call_${String(at)}`),
        type: 'function',
        function: { name, arguments: written.trim() === '' ? '{}' : written },
        // Google's models want their signature back with what came of the call.
        ...(extra != null && { extra_content: extra }),
      }));
  }

  #known(index: unknown, id: string, name: string): Gathering | undefined {
    const ofIndex = (call: Gathering) =>
      index == null || call.index == null || call.index === index;
    const byId = id && this.#calls.findLast((call) => call.id === id && ofIndex(call));
    if (byId) return byId;
    const last = index == null ? this.#calls.at(-1) : this.#calls.findLast(ofIndex);
    if (!last?.id || id === '' || name === '') return last;
    // Another id and a name begin a call, unless one of that name is not whole yet.
    return name === last.name && last.written !== '' && !isWhole(last.written) ? last : undefined;
  }

  #begin(index: unknown, id: string): Gathering {
    if (this.#calls.length >= mostCalls) {
      throw ServerError.responderFailed('it calls too many tools at once');
    }
    const call = { index, id: this.#unused(id), name: '', written: '', extra: undefined };
    this.#calls.push(call);
    return call;
  }

  /** Two calls with one id would be answered as one. */
  #unused(id: string): string {
    let free = id;
    for (let n = 1; free !== '' && this.#calls.some((call) => call.id === free); n++) {
      free = `${id}_${String(n)}`;
    }
    return free;
  }
}

/** Whether a piece with a name is of another call than the one whose id or index it has. */
function isAnother(known: Gathering, piece: ToolCallPiece, id: string): boolean {
  if (known.name === '') return false;
  const given = argumentsIn(piece);
  const again = text(piece.function?.name) === known.name && id !== '' && id === known.id;
  if (isWhole(known.written)) return !again || (isWhole(given) && given !== known.written);
  // What has name and arguments at once is no piece of a name.
  return !again && known.written === '' && isWhole(given);
}

/** Bit by bit, or all of it so far each time. */
function joinedName(known: string, piece: string): string {
  return piece.startsWith(known) ? piece : known + piece;
}

function joinedArguments(known: string, piece: string): string {
  if (!piece.trimStart().startsWith('{') || !isWhole(known)) return known + piece;
  // Told again, or `{}` that only held the place.
  return piece === known ? known : piece;
}

function argumentsIn({ function: called }: ToolCallPiece): string {
  const given = called?.arguments;
  return typeof given === 'object' && given !== null ? JSON.stringify(given) : text(given);
}

function isWhole(written: string): boolean {
  if (!written.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
