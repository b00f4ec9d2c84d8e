import type { Undo } from '../base/emitter.ts';
import { inTime } from '../base/in-time.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { running } from './audio-context.ts';
import type { AudioState, EmitSound } from './sound-event.ts';

/** ms between two checks. */
const checkInterval = 250;
/** Checks in a row without sound until it is reported, until it is `blocked`, and until it is `stalled`: a sleep counts as one. */
const interruptedAfter = 2;
const blockedAfter = 4;
const stalledAfter = 8;
/** Checks in a row with sound after which the context may be replaced again. */
const steadyAfter = 20;
/** ms for a context to resume in a gesture. */
const timeout = 1000;

/**
 * The user activation events of the HTML standard: neither the start of a touch nor the release of a key counts. Captured at the
 * window, before anything can stop them.
 */
const gestures = ['keydown', 'mousedown', 'pointerup', 'touchend', 'click'];

export interface WatchdogListener {
  /** Receives `audio` and `error`. */
  readonly emit: EmitSound;
  /** Replaces a stalled context and calls `watch` with the new one; if it rejects, the old one is still watched. */
  readonly rebuild: () => Promise<void>;
  /** Called at each check that finds the clock advanced. */
  readonly onAdvance: (context: AudioContext) => void;
}

/**
 * Keeps a context running: neither suspended nor interrupted, and with a clock that advances, which in some browsers stops after a
 * phone call while the state stays `running`. Reports a failure within a second, asks the browser to resume, replaces the context
 * where that doesn't help, and waits for a user gesture where nothing does.
 */
export class AudioWatchdog {
  readonly #listener: WatchdogListener;
  #context: AudioContext | null = null;
  #audio: AudioState = 'off';
  /** The context's time at the last check. */
  #time = 0;
  /** Checks in a row without sound, and with it. */
  #silent = 0;
  #steady = 0;
  /** The latest context known to be silent for good. */
  #failed: BaseAudioContext | null = null;
  #rebuilt = false;
  #rebuilding: Promise<void> | null = null;
  #undos: readonly Undo[] = [];

  constructor(listener: WatchdogListener) {
    this.#listener = listener;
  }

  /** Watches this context instead of the one before. */
  watch(context: AudioContext): void {
    const first = this.#context === null;
    this.stop();
    this.#context = context;
    this.#time = context.currentTime;
    this.#silent = 0;
    const timer = setInterval(() => this.#check(1), checkInterval);
    const onGesture = (): void => {
      // Safari also leaves a context interrupted until it is resumed in a gesture.
      if (this.#audio !== 'running') this.resume().catch(() => undefined);
    };
    this.#undos = [
      () => clearInterval(timer),
      listen(() => {
        // A context that has just started has not stalled.
        this.#silent = 0;
        this.#check();
      }, [context, 'statechange']),
      listen(() => this.fail(context), [context, 'error']),
      listen(onGesture, ...gestures.map((type) => [window, type, true] as const)),
    ];
    // One that has not started yet may be blocked, or have a slow device: the checks find out.
    if (first && context.state === 'running') this.#report('running');
  }

  stop(): void {
    this.#context = null;
    for (const undo of this.#undos) undo();
  }

  /** This context is silent from now on, whatever it reports. */
  fail(context: BaseAudioContext): void {
    this.#failed = context;
    this.#check();
  }

  /**
   * Does what a user gesture allows. Call it in the gesture, before anything is awaited.
   *
   * @throws VoiceError `audio-blocked` or `audio-stalled` by rejection
   */
  async resume(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    if (context.state !== 'running') context.resume().catch(() => undefined);
    if (await this.#runs(context)) return;
    // A suspended context may never resume, as after a failure of its device; without user activation no other would run either.
    const { userActivation } = navigator as Partial<Navigator>;
    const state: string = context.state;
    const refused = state === 'suspended' && userActivation?.hasBeenActive === false;
    if (refused || state === 'interrupted') throw blocked();
    await this.#replace().catch((cause: unknown) => {
      throw stalled(cause);
    });
    if (this.#context && !(await this.#runs(this.#context))) throw blocked();
  }

  /** Waits for the context, unless only another one helps. True if it runs, or is not watched any more. */
  async #runs(context: AudioContext): Promise<boolean> {
    this.#check();
    if (this.#isDead(interruptedAfter)) return false;
    await inTime(running(context), timeout).catch(() => undefined);
    this.#check();
    return this.#context !== context || context.state === 'running';
  }

  /** Whether only another context helps. */
  #isDead(limit: number): boolean {
    const state = this.#context?.state;
    return (
      this.#failed === this.#context ||
      state === 'closed' ||
      (state === 'running' && this.#silent >= limit)
    );
  }

  #replace(): Promise<void> {
    return (this.#rebuilding ??= this.#listener.rebuild().finally(() => {
      this.#rebuilding = null;
    }));
  }

  /** @param tick 1 once per interval */
  #check(tick = 0): void {
    const context = this.#context;
    if (!context) return;
    const { state, currentTime } = context;
    if (state === 'running' && currentTime !== this.#time && this.#failed !== context) {
      this.#time = currentTime;
      this.#silent = 0;
      this.#steady += tick;
      if (this.#steady > steadyAfter) this.#rebuilt = false;
      this.#listener.onAdvance(context);
      this.#report('running');
      return;
    }
    this.#silent += tick;
    const dead = this.#isDead(stalledAfter);
    if (this.#audio === 'needs-gesture') return;
    if (state === 'running' && this.#silent < interruptedAfter && !dead) return;
    this.#steady = 0;
    this.#report('interrupted');
    // The browser ends its own interruption, and a hidden page can wait.
    if (state === ('interrupted' as AudioContextState) || document.visibilityState !== 'visible')
      return;
    if (!dead) {
      context.resume().catch(() => undefined);
      if (state !== 'running' && this.#silent > blockedAfter) this.#giveUp(blocked());
    } else if (this.#rebuilding) return;
    else if (this.#rebuilt) this.#giveUp(stalled());
    else {
      this.#rebuilt = true;
      // The second attempt may succeed where the first one fails.
      this.#replace()
        .catch(() => this.#context && this.#replace())
        .catch((cause: unknown) => this.#giveUp(stalled(cause)));
    }
  }

  #giveUp(error: VoiceError): void {
    if (this.#audio === 'needs-gesture' || !this.#context) return;
    this.#report('needs-gesture');
    this.#listener.emit({ type: 'error', error });
  }

  #report(audio: AudioState): void {
    if (audio === this.#audio) return;
    this.#audio = audio;
    this.#listener.emit({ type: 'audio', audio });
  }
}

function blocked(): VoiceError {
  return new VoiceError('audio-blocked', 'The browser blocks sound until a click or a key press.');
}

function stalled(cause?: unknown): VoiceError {
  return new VoiceError('audio-stalled', 'The sound stands still.', cause);
}
