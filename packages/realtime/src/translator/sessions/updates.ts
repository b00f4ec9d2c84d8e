import type { SessionSettings } from '@vivavoce/evi';
import type { SessionConfig } from '../contract.ts';
import { failure } from '../evi.ts';
import { changes } from './settings.ts';
import { configNow } from '../shared.ts';
import type { Shared } from '../shared.ts';
import type { Wires } from '../wires.ts';

/** The settings of one connection: those it begins with, and differences from then on. */
export class Updates {
  readonly #shared: Shared;
  readonly #wires: Wires;
  #config: SessionConfig = {};
  /** The settings that it began with. */
  #first = '';
  /** Settings as they were before a change, by the change. */
  readonly #before = new Map<string, SessionSettings>();

  constructor(shared: Shared, wires: Wires) {
    this.#shared = shared;
    this.#wires = wires;
  }

  setUp(): void {
    const shared = this.#shared;
    const { traits, memory, handle } = shared;
    this.#config = configNow(shared);
    const { instructions = '' } = this.#config;
    const told = traits.items ? '' : memory.summary(handle !== undefined);
    this.#first = this.#send({
      ...this.#config,
      ...(instructions + told && { instructions: instructions + told }),
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      inputAudioFormat: { type: 'audio/pcm', rate: traits.inputRate },
      ...(handle && { handle }),
      ...(shared.manual && { turnDetection: { type: 'disabled' } }),
      ...(shared.paused && !shared.manual && { createResponse: false }),
    });
  }

  /** Asks whether anybody is there, by settings that change nothing. */
  ask(): void {
    if (!this.#shared.traits.setupFirst) this.#send({});
  }

  change(given: SessionSettings): void {
    const shared = this.#shared;
    const { traits, settings } = shared;
    shared.settings = { ...settings, ...given };
    const { context } = given;
    if (context?.type !== 'persistent' && context?.text) shared.context = context.text;
    const after = configNow(shared);
    const changed = changes(this.#config, after);
    if (!traits.setupFirst) {
      this.#config = after;
      this.#before.set(this.#send(changed), settings);
    } else if (Object.keys(changed).length > 0) {
      this.#wires.tell(
        failure(
          'unsupported',
          'This service takes settings at the beginning of a connection only: they hold from the next one on.',
        ),
      );
    }
  }

  pause(): void {
    const { manual, paused } = this.#shared;
    // Where nobody looks for the user's voice, answers are asked for from here.
    if (!manual) this.#send({ createResponse: !paused });
  }

  /** Whether those are the settings that it began with. */
  isFirst(eventId: string): boolean {
    return eventId !== '' && eventId === this.#first;
  }

  /** Settings that were refused are as they were. */
  refused(eventId: string): void {
    const before = this.#before.get(eventId);
    if (!before) return;
    this.#shared.settings = before;
    this.#config = configNow(this.#shared);
  }

  /** @returns the id by which it may be refused */
  #send(config: SessionConfig): string {
    const eventId = this.#wires.nextId();
    this.#wires.send({ type: 'session-update', config, eventId });
    return eventId;
  }
}
