import type { SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { Turn } from '../../base/conversation-turn.ts';
import { afterReply, applySettings } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { itemsOf, modelSettings } from './model-settings.ts';
import type { Upstream } from './upstream.ts';

/** A client sets its Chat up with its first message: so long the model waits for that, in ms. */
const firstSettingsMs = 400;

/** How the model is set up: with all that the client begins with and what was said before, and again whenever that changes. */
export class ModelSetup {
  readonly #upstream: Pick<Upstream, 'begin' | 'send'>;
  readonly #clock: Clock;
  #settings: Settings;
  /** As the model was told. */
  #told = '';
  #past: readonly Turn[] = [];
  #state: 'made' | 'started' | 'begun' | 'closed' = 'made';
  #stopTimer: () => void = () => undefined;

  constructor(upstream: Pick<Upstream, 'begin' | 'send'>, clock: Clock, settings: Settings) {
    this.#upstream = upstream;
    this.#clock = clock;
    this.#settings = settings;
  }

  /** The Chat's settings as they are now. */
  get settings(): Settings {
    return this.#settings;
  }

  /** The client is there. @param past - what was said before. */
  start(past: readonly Turn[]): void {
    this.#past = past;
    this.#state = 'started';
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.begin();
    }, firstSettingsMs);
  }

  /** The model is told how the Chat begins, once. */
  begin(): void {
    this.#stopTimer();
    if (this.#state === 'begun' || this.#state === 'closed') return;
    this.#state = 'begun';
    const settings = modelSettings(this.#settings);
    this.#told = JSON.stringify(settings);
    this.#upstream.begin(settings, itemsOf(this.#past));
    this.#past = [];
  }

  /** The client changes what the message names. */
  change(message: Omit<SessionSettings, 'type'>): void {
    this.#settings = applySettings(this.#settings, { ...message, type: 'session_settings' });
    if (this.#state === 'begun') this.tell();
    // What came with the address is not all that the client begins with.
    else if (this.#state === 'started') this.begin();
  }

  /** An answer is over: what held for that alone holds no longer. */
  settleReply(): void {
    this.#settings = afterReply(this.#settings, this.#settings.context);
    this.tell();
  }

  /** Tells the model what it does not know yet, where it can be told. */
  tell(): void {
    const settings = modelSettings(this.#settings);
    const text = JSON.stringify(settings);
    if (text !== this.#told && this.#upstream.send(settings)) this.#told = text;
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#state = 'closed';
    this.#stopTimer();
  }
}
