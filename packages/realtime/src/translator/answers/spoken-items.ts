import type { Heard } from '@vivavoce/core/worker';
import type { ServerEvent } from '../contract.ts';
import { bytesOf, wavHead } from '../evi.ts';
import { forget } from '../forget.ts';
import type { Said } from '../words/memory.ts';
import type { Response } from './response.ts';
import type { Shared } from '../shared.ts';
import type { Wires } from '../wires.ts';

/** A message of the assistant. */
interface Item {
  readonly id: string;
  readonly response: Response;
  said?: Said;
  /** Pieces and bytes of sound that came, of the part that sounds. */
  pieces: number;
  bytes: number;
  /** Hz of it. */
  rate: number;
  /** Which part of the item that is. */
  part: number;
  /** Words by the part they are of. */
  readonly words: string[];
  /** ms that were heard of it so far. */
  heard: number;
  /** The service has been told how much of it was heard, or all of it was. */
  settled: boolean;
}

/** What the assistant says, message by message, and how much of it is heard. */
export class SpokenItems {
  readonly #shared: Shared;
  readonly #wires: Wires;
  readonly #items = new Map<string, Item>();

  constructor(shared: Shared, wires: Wires) {
    this.#shared = shared;
    this.#wires = wires;
  }

  /** Words of one part of an item. @param whole whether they are all of it, and not the next of them */
  say(event: ServerEvent, response: Response, whole: boolean): void {
    const item = this.#item(event, response);
    if (response.cut) return;
    const { contentIndex = 0, delta = '', transcript, text } = event;
    const before = item.words[contentIndex] ?? '';
    const all = transcript ?? text ?? '';
    // Pieces have said it, or it is all there is.
    item.words[contentIndex] = !whole ? before + delta : all.startsWith(before) ? all : before;
    const content = item.words.join('');
    if (content === (item.said?.text ?? '')) return;
    if (!item.said) {
      item.said = this.#shared.memory.add({ role: 'assistant', text: content, open: true });
      response.said.push(item.said);
    }
    item.said.text = content;
    this.#wires.tell({
      type: 'assistant_message',
      from_text: false,
      id: item.id,
      message: { role: 'assistant', content },
      models: {},
    });
  }

  /** Sound. Pieces go on where the one before ended, be it between the bytes of a sample. */
  play(event: ServerEvent, response: Response): void {
    const { delta: data = '', contentIndex = 0 } = event;
    const item = this.#item(event, response);
    if (item.bytes === 0) item.rate = event.rate ?? item.rate;
    item.bytes += bytesOf(data);
    item.part = contentIndex;
    if (response.cut) return;
    const index = item.pieces++;
    this.#wires.tell({
      type: 'audio_output',
      id: item.id,
      index,
      data: index === 0 ? wavHead(item.rate) + data : data,
    });
  }

  /** The session has played it as far as this. */
  heard(messageId: string, { duration, cut }: Heard): void {
    const item = this.#items.get(messageId);
    if (!item) return;
    item.heard = duration;
    if (cut) this.#settle(item);
  }

  /** The session has silenced the assistant. @param playing what plays: of that it is told when it is silent */
  interrupted(playing: string | null): void {
    for (const item of this.#items.values()) {
      if (item.id !== playing && item.bytes > 0) this.#settle(item);
    }
  }

  #item({ itemId = '' }: ServerEvent, response: Response): Item {
    const id = `${this.#wires.number}:${itemId}`;
    const known = this.#items.get(id);
    if (known) return known;
    const item: Item = {
      id,
      response,
      pieces: 0,
      bytes: 0,
      rate: this.#shared.traits.outputRate,
      part: 0,
      words: [],
      heard: 0,
      settled: false,
    };
    this.#items.set(id, item);
    forget(this.#items);
    return item;
  }

  /** Tells the service how much was heard, where that is less than it has said. */
  #settle(item: Item): void {
    if (item.settled) return;
    item.settled = true;
    const { response, said, bytes, rate, heard, part: contentIndex } = item;
    const came = bytes / ((rate * 2) / 1000);
    if (bytes === 0 || (response.over && !response.cut && heard >= came - 1)) return;
    const audioEndMs = Math.floor(Math.min(heard, came));
    if (said) said.text = heardOf(said.text, audioEndMs / came);
    if (!this.#shared.traits.truncates) return;
    this.#wires.send({
      type: 'conversation-item-truncate',
      itemId: item.id.slice(item.id.indexOf(':') + 1),
      contentIndex,
      audioEndMs,
      eventId: this.#wires.nextId(),
    });
  }
}

/** The words that were heard, as far as their share of the sound says. */
function heardOf(text: string, share: number): string {
  return share >= 1 ? text : text.slice(0, Math.round(text.length * share));
}
