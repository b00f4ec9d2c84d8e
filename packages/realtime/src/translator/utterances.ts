import type { ServerEvent } from './contract.ts';
import { forget } from './forget.ts';
import type { Said } from './memory.ts';
import type { Shared } from './shared.ts';
import type { Wires } from './wires.ts';

/** ms before a voice that belong to it, where nobody says when it began. */
const preRoll = 300;

interface Utterance {
  readonly id: string;
  readonly begin: number;
  end: number;
  /** Its place in the conversation, once it has one. */
  said?: Said;
  over?: boolean;
}

/**
 * What the user says, each utterance in its place: where it was committed, however late its words come. An interim without words
 * keeps the place.
 */
export class Utterances {
  readonly #shared: Shared;
  readonly #wires: Wires;
  readonly #all = new Map<string, Utterance>();
  /** Bytes of sound that were sent. */
  #bytes = 0;
  /** When the voice that was heard last began and ended, in ms of sound. */
  #begin = 0;
  #end = 0;
  /** The microphone has heard a voice that is in no utterance yet. */
  #heard = false;
  #latest: Utterance | undefined;

  constructor(shared: Shared, wires: Wires) {
    this.#shared = shared;
    this.#wires = wires;
  }

  sent(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The microphone hears a voice, or none any more. */
  notice(speaking: boolean): void {
    if (!this.#shared.traits.growingTranscripts) return;
    if (speaking) this.#begin = Math.max(0, this.#position - preRoll);
    this.#end = this.#position;
    this.#heard ||= speaking;
  }

  started({ at }: ServerEvent): void {
    if (this.#shared.traits.growingTranscripts) this.finish();
    else this.#begin = this.#end = at ?? Math.max(0, this.#position - preRoll);
  }

  stopped({ at }: ServerEvent): void {
    this.#end = at ?? this.#position;
  }

  committed(id: string): void {
    if (!this.#all.has(id)) this.#place(id);
  }

  /** Silence that the service took for an utterance. */
  ignore(id: string): void {
    this.#all.set(id, { id, begin: 0, end: 0, over: true });
  }

  /** An answer begins: what the user has said stands before it. */
  answered(): void {
    const open = this.#latest && !this.#latest.over;
    if (this.#heard && !open) this.#place(`voice ${this.#bytes}`);
  }

  hear({ type, itemId = '', delta = '', transcript = '' }: ServerEvent): void {
    const growing = this.#shared.traits.growingTranscripts;
    // Its pieces have no ids that could be relied on: until the end of the turn they belong to one utterance.
    const open =
      growing && this.#latest && !this.#latest.over ? this.#latest : this.#all.get(itemId);
    const utterance = open ?? this.#place(itemId);
    if (utterance.over) return;
    const said = (utterance.said ??= this.#shared.memory.add({ role: 'user', text: '' }));
    if (type === 'input-transcription-delta') said.text += delta;
    else if (type === 'input-transcription-completed') said.text = transcript;
    else said.text = '';
    if (type === 'input-transcription-delta' || growing) this.#write(utterance, true);
    else this.#close(utterance);
  }

  /** The turn is over, and with it the words of the user that led to it. */
  finish(): void {
    if (this.#shared.traits.growingTranscripts && this.#latest) this.#close(this.#latest);
  }

  typed(text: string): void {
    this.#wires.tell({
      type: 'user_message',
      from_text: true,
      interim: false,
      message: { role: 'user', content: text },
      models: {},
      time: { begin: 0, end: 0 },
    });
  }

  get #position(): number {
    return Math.floor(this.#bytes / ((this.#shared.traits.inputRate * 2) / 1000));
  }

  #place(id: string): Utterance {
    this.#heard = false;
    const begin = Math.floor(this.#begin);
    const end = Math.max(begin + 1, Math.floor(this.#end));
    const said = this.#shared.memory.add({ role: 'user', text: '' });
    const utterance: Utterance = { id, begin, end, said };
    this.#latest = utterance;
    this.#all.set(id, utterance);
    forget(this.#all);
    this.#write(utterance, true);
    return utterance;
  }

  #close(utterance: Utterance): void {
    if (utterance.over) return;
    utterance.over = true;
    this.#write(utterance, false);
  }

  #write({ said, begin, end }: Utterance, interim: boolean): void {
    const text = said?.text ?? '';
    this.#wires.tell({
      type: 'user_message',
      from_text: false,
      interim,
      message: { role: 'user', content: text === '' && !interim ? null : text },
      models: {},
      time: { begin, end },
    });
  }
}
