import type { TranscriptEntry, TranscriptState } from '../store/transcript-state.ts';
import { groupTurns } from '../store/transcript-turns.ts';
import type { TranscriptTurn } from '../store/transcript-turns.ts';
import { heardText, speechRate } from '../words/heard-text.ts';

/** Words of one side: each version takes the place of the one before, until the last. */
export interface TranscriptItem {
  role: 'user' | 'assistant';
  text: string;
  isFinal?: boolean;
}

/** What is to be told of a transcript now. */
interface Next {
  readonly items: TranscriptItem[];
  /** A typed text that has been taken: what follows it is told later. */
  readonly taken: string | null;
  /** ms until something that others wait for has waited for long enough; null where nothing waits. */
  readonly wait: number | null;
}

/** Words of the user that may still change, and when they last did: ms since the epoch. */
interface Version {
  readonly text: string;
  readonly since: number;
}

/** ms for which an answer's words wait for those of the user, which services send late; and for what grows without an end. */
const patience = { noWords: 3000, words: 1000 };

/**
 * A transcript as a sequence in which nothing changes any more behind what was told: assistant-ui keeps each message in the place where
 * it first came, and takes words of the user for the end of an answer. So everything is told in its order, and an answer's words wait
 * for those that led to it, but not for ever: words that are later still come behind the answer.
 */
export class SpokenTurns {
  #group: string | null = null;
  readonly #told = new Set<string>();
  /** Of the user's words: the last version, and when it came. */
  readonly #versions = new Map<string, Version>();
  /** The answer that is told in versions now. */
  #open: { readonly turn: string; readonly text: string } | null = null;

  /**
   * @param typed whether the next text that was typed is in the thread already
   * @param sounding whether the assistant is heard
   * @param now ms since the epoch
   */
  next(
    transcript: TranscriptState,
    {
      typed,
      sounding,
      now,
    }: {
      readonly typed: boolean;
      readonly sounding: boolean;
      readonly now: number;
    },
  ): Next {
    // Another conversation counts its entries anew.
    if (this.#group !== null && this.#group !== transcript.chatGroupId) this.#told.clear();
    this.#group = transcript.chatGroupId;
    const items: TranscriptItem[] = [];
    const turns = groupTurns(transcript);
    const rate = speechRate(transcript.entries);
    let soonest: number | null = null;
    /** Whether there is no point in waiting any longer for something that others wait for. */
    const overdue = (since: number, limit: number): boolean => {
      const left = since + limit - now;
      if (left > 0) soonest = Math.min(soonest ?? left, left);
      return left <= 0;
    };
    const done = (taken: string | null = null): Next => ({ items, taken, wait: soonest });

    for (const [index, turn] of turns.entries()) {
      const behind = turns[index + 1]?.entries[0];
      if (turn.role === 'assistant') {
        if (this.#told.has(turn.id)) continue;
        const closed = turn.id !== transcript.openTurn;
        const heard = !sounding || turn.entries.every((entry) => entry.heard ?? entry.text === '');
        const over =
          closed &&
          (heard || (behind !== undefined && overdue(behind.receivedAt, patience.noWords)));
        this.#answer(turn, rate, over, items);
        if (!over) return done();
        continue;
      }
      for (const entry of turn.entries) {
        // Words that come after the answer to them stand behind it.
        if (this.#told.has(entry.id) || this.#open) continue;
        const { text, since, changed } = this.#version(entry, now);
        const follows = behind !== undefined || entry !== turn.entries.at(-1);
        const limit = text ? patience.words : patience.noWords;
        if (entry.state === 'interim' && !(follows && overdue(since, limit))) {
          if (text && changed) items.push({ role: 'user', text, isFinal: false });
          return done();
        }
        if (entry.state === 'interim' && !text) continue;
        this.#told.add(entry.id);
        if (entry.source === 'text' && typed) return done(text);
        if (text) items.push({ role: 'user', text, isFinal: true });
      }
    }
    return done();
  }

  #answer(
    { id, entries }: TranscriptTurn,
    rate: number,
    over: boolean,
    items: TranscriptItem[],
  ): void {
    const text = entries
      .map((entry) => heardText(entry, rate).trim())
      .filter((words) => words !== '')
      .join(' ');
    const told = this.#open?.turn === id ? this.#open.text : null;
    if (over) {
      this.#told.add(id);
      this.#open = null;
      // An answer of which nothing was heard is none, unless its words stand there already.
      if (text || told) items.push({ role: 'assistant', text, isFinal: true });
    } else if (text && text !== told) {
      this.#open = { turn: id, text };
      items.push({ role: 'assistant', text, isFinal: false });
    }
  }

  #version({ id, text }: TranscriptEntry, now: number): Version & { readonly changed: boolean } {
    const known = this.#versions.get(id);
    if (known?.text === text) return { ...known, changed: false };
    const version = { text, since: now };
    this.#versions.set(id, version);
    return { ...version, changed: true };
  }
}
