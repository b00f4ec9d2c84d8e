import type { Heard } from '@vivavoce/core/worker';
import { Asking } from './asking.ts';
import { Calls } from './calls.ts';
import type { ClientEvent, ServerEvent } from '../contract.ts';
import { failure } from '../evi.ts';
import { forget } from '../forget.ts';
import type { Response } from './response.ts';
import type { Shared } from '../shared.ts';
import { SpokenItems } from './spoken-items.ts';
import type { Utterances } from '../words/utterances.ts';
import type { Wires } from '../wires.ts';

/** What the model answers: which responses run, and what becomes of them. */
export class Responses {
  readonly #shared: Shared;
  readonly #wires: Wires;
  readonly #utterances: Utterances;
  readonly #asking: Asking;
  readonly #items: SpokenItems;
  readonly #calls: Calls;
  readonly #running = new Map<string, Response>();
  readonly #over = new Map<string, Response>();
  /** The session has not been told that the turn is over. */
  #turn = false;

  constructor(shared: Shared, wires: Wires, utterances: Utterances) {
    this.#shared = shared;
    this.#wires = wires;
    this.#utterances = utterances;
    this.#asking = new Asking(shared, wires, () => this.proceed());
    this.#items = new SpokenItems(shared, wires);
    this.#calls = new Calls(shared, wires);
  }

  /** Whether the user waits for something to be said. */
  get expects(): boolean {
    return this.#asking.expects || this.#sounds || this.#calls.wait;
  }

  /** Something is said, or about to be. */
  get busy(): boolean {
    return this.expects || this.#calls.open || this.#asking.userSpeaks;
  }

  /** A response runs, or is about to. */
  get answering(): boolean {
    return this.#running.size > 0 || this.#asking.asked;
  }

  /** The service has heard the user, and not heard them end. */
  get userSpeaks(): boolean {
    return this.#asking.userSpeaks;
  }

  /** Gives up what it would have asked for. @returns whether there was something */
  passOn(): boolean {
    const passed = this.#asking.wanted && !this.#asking.asked;
    if (passed) this.#asking.want(false);
    return passed;
  }

  /** Nothing is waited for any more. */
  stop(): void {
    this.#asking.stop();
  }

  /** Nothing comes any more: what runs is over. */
  abandon(): void {
    for (const id of this.#running.keys()) this.#end(id, { type: '' });
  }

  /** The model is to answer, as soon as nothing keeps it from it. */
  ask(instructions = ''): void {
    this.#asking.ask(instructions);
    this.proceed();
  }

  proceed(): void {
    this.#asking.proceed(this.#running.size > 0);
    this.#wires.expect();
  }

  /** The user's words came. Of some services they are the first sign that an answer comes. */
  wordsCame(): void {
    if (this.#shared.traits.growingTranscripts && this.#running.size === 0) this.#asking.come();
    this.#wires.expect(true);
  }

  /** With push-to-talk: the user speaks from now on. */
  pressed(): void {
    this.#asking.userSpeaks = true;
    this.silence();
    this.proceed();
  }

  /** @param said whether there is something to answer */
  released(said: boolean): void {
    this.#asking.userSpeaks = false;
    if (said && this.#shared.turns?.create !== false) this.ask();
    else this.proceed();
  }

  /** @param ends whether the service will say when it is over */
  speechStarted(ends: boolean): void {
    this.#asking.userSpeaks = ends;
    if (this.#shared.turns?.interrupt !== false) this.silence(true);
  }

  /** What the user has said is an utterance, or has words: some services say no more of its end. */
  understood(): void {
    if (!this.#shared.manual) this.#asking.userSpeaks = false;
  }

  speechStopped(): void {
    this.#asking.userSpeaks = false;
    const { turns, paused } = this.#shared;
    if (turns?.create === false || paused) return;
    // While an answer runs the service begins no other.
    if (this.#running.size > 0) this.#asking.want(true);
    else this.#asking.come();
  }

  /** The assistant is to answer again what it did not in a pause. */
  resume(): void {
    if (!this.#shared.paused && this.#shared.memory.unanswered) this.ask();
    else this.proceed();
  }

  /**
   * Stops what sounds and what runs.
   *
   * @param byVoice whether the service stops by itself
   */
  silence(byVoice = false): void {
    if (!this.#sounds && !this.#shared.sounding) return;
    if (!byVoice) this.#cancel();
    this.#cut();
    this.#wires.tell({ type: 'user_interruption', time: this.#shared.host.clock.date() });
    // The session waits for nothing after that.
    this.#wires.expect(true);
  }

  /** The session has silenced the assistant. */
  interrupted(local: boolean, playing: string | null): void {
    if (local) {
      this.#cancel();
      this.#asking.want(false);
      this.#cut();
      this.#calls.stop();
    }
    this.#items.interrupted(playing);
    this.proceed();
  }

  /** The session has played it as far as this. */
  heard(messageId: string, heard: Heard): void {
    this.#items.heard(messageId, heard);
  }

  /** A function was answered. */
  answered(callId: string): void {
    if (this.#calls.answered(callId)) this.ask();
  }

  /** @returns whether an error is settled by that */
  refused(code: string, eventId: string, sent: ClientEvent['type'] | undefined): boolean {
    // What the service gives by itself has no name.
    if (eventId === '' && this.#running.size === 0) this.#asking.missed();
    // What was cancelled is over, and its end was lost.
    if (code === 'response_cancel_not_active') {
      for (const [id, { cut }] of this.#running) if (cut) this.#end(id, { type: '' });
    }
    return this.#asking.refused(code, eventId, sent, this.#running.size > 0);
  }

  /** @returns false for what is none of its business */
  hear(event: ServerEvent): boolean {
    const { type } = event;
    const responseId = event.responseId ?? this.#latest;
    switch (type) {
      case 'response-created':
        this.#begin(responseId);
        return true;
      case 'output-item-added':
        this.#begin(responseId);
        this.#calls.announce(event);
        return true;
      case 'audio-transcript-delta':
      case 'text-delta':
        this.#items.say(event, this.#begin(responseId), false);
        return true;
      case 'audio-transcript-done':
      case 'text-done':
        this.#items.say(event, this.#begin(responseId), true);
        return true;
      case 'audio-delta':
        this.#items.play(event, this.#begin(responseId));
        return true;
      case 'function-call-arguments-done':
        this.#calls.call(event, this.#begin(responseId));
        return true;
      case 'calls-cancelled':
        for (const callId of event.callIds ?? []) this.#calls.takeBack(callId);
        return true;
      case 'response-done':
        // Words of the user that come now belong to what has interrupted it.
        if (!this.#running.get(responseId)?.cut) this.#utterances.finish();
        this.#end(responseId, event);
        return event.raw === undefined;
      default:
        return /^(output-item|content-part|audio-done|function-call)/.test(type);
    }
  }

  /** What is meant where some that speak a service's language leave its id out. */
  get #latest(): string {
    return [...this.#running.keys()].at(-1) ?? '';
  }

  /** Whether a response runs that is to be heard. */
  get #sounds(): boolean {
    return [...this.#running.values()].some(({ cut }) => !cut);
  }

  #cancel(): void {
    if (this.#sounds) this.#wires.send({ type: 'response-cancel', eventId: this.#wires.nextId() });
  }

  /** Nothing more is heard of what runs. */
  #cut(): void {
    for (const response of this.#running.values()) response.cut = true;
  }

  /** The response of that id; it begins with whatever is heard of it first. */
  #begin(id: string): Response {
    const known = this.#running.get(id) ?? this.#over.get(id);
    if (known) return known;
    const response: Response = {
      cut: false,
      stopped: false,
      calls: 0,
      open: 0,
      over: false,
      said: [],
    };
    this.#running.set(id, response);
    this.#asking.begun();
    this.#turn = true;
    // It was asked for just before the button was pressed.
    if (this.#shared.manual && this.#asking.userSpeaks) this.silence();
    this.#utterances.answered();
    return response;
  }

  #end(responseId: string, { status, code, message }: ServerEvent): void {
    const response = this.#running.get(responseId);
    if (status === 'failed') {
      this.#wires.tell(failure(code ?? 'response_failed', message ?? 'The model gave no answer.'));
    }
    if (!response && !this.#over.has(responseId)) this.#asking.passed();
    this.#running.delete(responseId);
    if (response) {
      response.over = true;
      for (const said of response.said) said.open = false;
      if (responseId !== '') this.#over.set(responseId, response);
      forget(this.#over);
      const asks = !this.#shared.traits.setupFirst && !response.cut;
      if (asks && response.calls > 0 && response.open === 0) this.#asking.want(true);
    }
    const waits = this.#running.size > 0 || this.#asking.wanted || this.#calls.wait;
    if (waits || !this.#turn) return;
    this.#turn = false;
    this.#wires.tell({ type: 'assistant_end' });
    this.#wires.expect(true);
  }
}
