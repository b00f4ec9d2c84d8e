import type { ServerEvent } from '../contract.ts';
import { forget } from '../forget.ts';
import type { Said } from './memory.ts';
import type { Shared } from '../shared.ts';
import type { Wires } from '../wires.ts';

/** ms before a voice that belong to it, where nobody says when it began. */
const preRoll = 300;

/** ms in which a service has understood a voice that it has heard; and in which words come, or never. */
const answerTime = 2000;
const wordTime = 20_000;

interface Utterance {
  readonly id: string;
  readonly begin: number;
  end: number;
  /** Its place in the conversation, once it has one. */
  said?: Said;
  over?: boolean;
  cancel?: () => void;
}

/**
 * What the user says, each utterance in its place: where it was committed, however late its words come. An interim without words
 * keeps the place.
 */
export class Utterances {
  readonly #shared: Shared;
  readonly #wires: Wires;
  readonly #all = new Map<string, Utterance>();
  /** ms of sound that had gone up before this connection, and bytes that went over it. */
  #from = 0;
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

  /** ms of sound that were sent, over this connection and those before. */
  get position(): number {
    return this.#from + Math.floor(this.#bytes / ((this.#shared.traits.inputRate * 2) / 1000));
  }

  /** Words of an utterance are still to come. */
  get open(): boolean {
    return [...this.#all.values()].some(({ over }) => !over);
  }

  /** A voice was heard that the service may be about to understand. */
  get hears(): boolean {
    return this.#heard && this.position - this.#end < answerTime;
  }

  /**
   * Goes on where another connection was, of whose sound `repeated` ms are sent again: what it had understood of that is understood
   * again.
   */
  follow(before: Utterances, repeated: number): void {
    this.#from = before.position - repeated;
    this.#begin = before.#begin;
    this.#end = before.#end;
    this.#heard = before.#heard;
    const latest = before.#latest;
    if (repeated === 0 || !this.#growing || !latest?.said || latest.over) return;
    before.#all.delete(latest.id);
    latest.said.text = '';
    this.#latest = latest;
    this.#all.set(latest.id, latest);
  }

  sent(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The microphone hears a voice, or none any more. */
  notice(speaking: boolean): void {
    if (!this.#growing) return;
    if (speaking) this.#begin = Math.max(0, this.position - preRoll);
    this.#end = this.position;
    this.#heard ||= speaking;
  }

  started({ at }: ServerEvent): void {
    if (this.#growing) this.finish();
    else this.#begin = this.#end = this.#placeOf(at) ?? Math.max(0, this.position - preRoll);
  }

  stopped({ at }: ServerEvent): void {
    this.#end = this.#placeOf(at) ?? this.position;
  }

  committed(id: string): void {
    if (this.#all.has(id)) return;
    const utterance = this.#place(id);
    if (this.#shared.transcribes === false) this.#close(utterance);
    else utterance.cancel = this.#shared.host.clock.after(wordTime, () => this.#close(utterance));
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
    const growing = this.#growing;
    // Its pieces have no ids that could be relied on: until the end of the turn they belong to one utterance.
    const open =
      growing && this.#latest && !this.#latest.over ? this.#latest : this.#all.get(itemId);
    const utterance = open ?? this.#place(itemId);
    if (utterance.over) return;
    const said = (utterance.said ??= this.#shared.memory.add({
      role: 'user',
      text: '',
      open: true,
    }));
    if (type === 'input-transcription-delta') said.text += delta;
    // Where there are none, those that came before stay.
    else said.text = transcript || said.text;
    if (type === 'input-transcription-delta' || growing) this.#write(utterance, true);
    else this.#close(utterance);
  }

  /** The turn is over, and with it the words of the user that led to it. */
  finish(): void {
    if (this.#growing && this.#latest) this.#close(this.#latest);
  }

  /** No words come any more. */
  abandon(): void {
    for (const utterance of this.#all.values()) this.#close(utterance);
  }

  /** Nothing is told any more. */
  stop(): void {
    for (const { cancel } of this.#all.values()) cancel?.();
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

  get #growing(): boolean {
    return this.#shared.traits.growingTranscripts;
  }

  /** @param at ms of the sound of this connection */
  #placeOf(at: number | undefined): number | undefined {
    return at === undefined ? undefined : this.#from + at;
  }

  #place(id: string): Utterance {
    this.#heard = false;
    // Services reckon some time before a voice to it: that may be the end of the one before.
    const begin = Math.max(Math.floor(this.#begin), this.#latest?.end ?? 0);
    const end = Math.max(begin + 1, Math.floor(this.#end));
    const said = this.#shared.memory.add({ role: 'user', text: '', open: true });
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
    utterance.cancel?.();
    if (utterance.said) utterance.said.open = false;
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
