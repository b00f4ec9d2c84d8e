import type { Turn } from '../base/conversation-turn.ts';

/** More turns than these are not remembered: the oldest are forgotten. */
export const mostTurns = 1000;
/** Nor more characters. */
const mostCharacters = 500_000;

/** What was said in a conversation, as far back as it is remembered. */
export class History {
  readonly #turns: Turn[] = [];
  #characters = 0;

  /** Oldest first. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Something was said, or a tool was used. */
  push(turn: Turn): void {
    this.#turns.push(turn);
    this.#characters += sizeOf(turn);
    this.keepLast(mostTurns);
    while (this.#characters > mostCharacters && this.#turns.length > 1) this.#forget();
  }

  /** Forgets all turns but the last. */
  keepLast(most: number): void {
    while (this.#turns.length > most) this.#forget();
  }

  #forget(): void {
    const forgotten = this.#turns.shift();
    if (forgotten) this.#characters -= sizeOf(forgotten);
  }
}

function sizeOf(turn: Turn): number {
  return turn.text.length + (turn.role === 'tool' ? turn.call.parameters.length : 0);
}
