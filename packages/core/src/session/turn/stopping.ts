import type { Line } from '../line/line.ts';
import type { Player } from '../playback/player.ts';

/** Stopping an answer from the page: all of it is dropped, what still comes of it included, until there is something new. */
export class Stopping {
  readonly #line: Line;
  readonly #player: Player;
  readonly #translated: boolean;
  /** The assistant has said something and not ended its turn. */
  inTurn = false;
  /** What `say` had put behind an answer that was stopped is not played either. */
  refusesTexts = false;
  /** The server was asked to pause for that, and is asked to resume once the answer has ended. */
  holds = false;

  /** @param translated another service than EVI is behind the line, whose protocol tells it to stop */
  constructor(line: Line, player: Player, translated: boolean) {
    this.#line = line;
    this.#player = player;
    this.#translated = translated;
  }

  /** Of the answer under way nothing more is played, and the server need make no more of it. */
  stop(awaited: boolean): void {
    this.#player.refuses ||= this.inTurn || awaited;
    // A turn without a word yet would begin again after a pause.
    if (!this.inTurn || this.#translated || this.#line.paused) return;
    this.holds = this.#line.send({ type: 'pause_assistant_message' });
  }

  /** The user, or the app, has something new: what is said from now on is played. */
  listen(): void {
    this.#player.refuses = this.refusesTexts = false;
    this.#release();
  }

  /** The assistant's turn is over. */
  endTurn(): void {
    this.inTurn = false;
    this.refusesTexts ||= this.#player.refuses;
    this.#player.refuses = false;
    this.#player.endTurn();
    this.#release();
  }

  #release(): void {
    if (this.holds) this.#line.send({ type: 'resume_assistant_message' });
    this.holds = false;
  }
}
