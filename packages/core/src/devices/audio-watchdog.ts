import { inTime } from '../base/in-time.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { running } from './audio-context.ts';
import type { AudioState, EmitSound } from './sound-event.ts';

/** ms between two checks; without sound until it is reported, until it is `blocked`, and until it is `stalled`. */
const checkInterval = 250;
const interruptedAfter = 500;
const blockedAfter = 1000;
const stalledAfter = 2000;

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
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | null = null;
  #stopGestures: (() => void) | null = null;
  #audio: AudioState = 'off';
  /** The context's time and state at the last check, and when its time last advanced. */
  #time = 0;
  #state: AudioContextState | null = null;
  #advancedAt = 0;
  #rebuilds = 0;
  #rebuilding = false;

  constructor(listener: WatchdogListener) {
    this.#listener = listener;
  }

  /** Watches this context instead of the one before. */
  watch(context: AudioContext): void {
    const first = this.#context === null;
    this.#unwatch();
    this.#context = context;
    this.#time = context.currentTime;
    this.#advancedAt = performance.now();
    const check = (): void => this.#check();
    this.#stopListening = listen(check, [context, 'statechange']);
    this.#timer = setInterval(check, checkInterval);
    // One that has not started yet may be blocked, or have a slow device: the checks find out.
    if (first && context.state === 'running') this.#report('running');
  }

  stop(): void {
    this.#unwatch();
    this.#stopGestures?.();
  }

  /**
   * Does what a user gesture allows. Call it in the gesture, before anything is awaited.
   *
   * @throws VoiceError `audio-blocked` or `audio-stalled` by rejection
   */
  async resume(): Promise<void> {
    this.#check();
    const context = this.#context;
    if (!context) return;
    const silence = performance.now() - this.#advancedAt;
    if (context.state === 'closed' || (context.state === 'running' && silence > interruptedAfter)) {
      await this.#replace().catch((cause: unknown) => {
        throw stalled(cause);
      });
    } else if (context.state !== 'running') context.resume().catch(() => undefined);
    const now = this.#context;
    if (!now) return;
    await inTime(running(now), blockedAfter).catch(() => undefined);
    this.#check();
    if (this.#context === now && now.state !== 'running') throw blocked();
  }

  async #replace(): Promise<void> {
    this.#rebuilding = true;
    try {
      await this.#listener.rebuild();
    } finally {
      this.#rebuilding = false;
    }
  }

  #unwatch(): void {
    clearInterval(this.#timer);
    this.#stopListening?.();
    this.#stopListening = this.#context = null;
  }

  #check(): void {
    const context = this.#context;
    if (!context) return;
    const now = performance.now();
    const { state, currentTime } = context;
    // A context that has just started has not stalled.
    if (state === 'running' && this.#state !== state) this.#advancedAt = now;
    this.#state = state;
    if (state === 'running' && currentTime !== this.#time) {
      this.#time = currentTime;
      this.#advancedAt = now;
      this.#rebuilds = 0;
      this.#listener.onAdvance(context);
      this.#report('running');
      return;
    }
    const silence = now - this.#advancedAt;
    if (this.#audio === 'needs-gesture' || (state === 'running' && silence < interruptedAfter))
      return;
    this.#report('interrupted');
    // The browser ends its own interruption, and a hidden page can wait.
    if (state === ('interrupted' as AudioContextState) || document.visibilityState !== 'visible')
      return;
    context.resume().catch(() => undefined);
    if (state !== 'running' && state !== 'closed') {
      if (silence > blockedAfter) this.#giveUp(blocked());
    } else if (silence > stalledAfter && !this.#rebuilding) {
      this.#rebuilds += 1;
      if (this.#rebuilds > 1) this.#giveUp(stalled());
      else {
        // The second attempt may succeed where the first one fails.
        const attempt = async (): Promise<void> => {
          if (this.#context) await this.#replace();
        };
        attempt()
          .catch(attempt)
          .catch((cause: unknown) => this.#giveUp(stalled(cause)));
      }
    }
  }

  /** Only a gesture helps. */
  #giveUp(error: VoiceError): void {
    if (this.#audio === 'needs-gesture' || !this.#context) return;
    this.#report('needs-gesture');
    this.#listener.emit({ type: 'error', error });
  }

  #report(audio: AudioState): void {
    if (audio === this.#audio) return;
    this.#audio = audio;
    this.#stopGestures?.();
    this.#stopGestures =
      audio === 'needs-gesture'
        ? listen(
            () => void this.resume().catch(() => undefined),
            ...gestures.map((type) => [window, type, true] as const),
          )
        : null;
    this.#listener.emit({ type: 'audio', audio });
  }
}

function blocked(): VoiceError {
  return new VoiceError(
    'audio-blocked',
    'The browser keeps the page silent until a click or a key.',
  );
}

function stalled(cause?: unknown): VoiceError {
  return new VoiceError('audio-stalled', 'The sound stands still.', cause);
}
