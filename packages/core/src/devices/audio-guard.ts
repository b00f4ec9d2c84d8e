import { VoiceError } from '../base/voice-error.ts';
import { onGesture } from './audio-context.ts';

/**
 * Whether the browser lets sound through. `interrupted`: something took the sound away, such as a phone call, and it is being
 * won back. `needs-gesture`: only a click or a key press can bring it back.
 */
export type AudioState = 'off' | 'running' | 'interrupted' | 'needs-gesture';

/** ms between two looks; without sound until it is told, until the browser will not give it by itself, and until a new context may help. */
const interval = 250;
const found = 500;
const refused = 1000;
const stuck = 2000;

/** What the guard needs. */
export interface AudioGuardListener {
  onAudio(audio: AudioState): void;
  onError(error: VoiceError): void;
  /** Makes another context in the place of the one that stands still. Calls `watch` when it is there. */
  rebuild(): Promise<void>;
}

/**
 * Sees to it that a context runs: that it is neither suspended nor interrupted, and that its clock moves, which some browsers
 * fail to do after a phone call while they say `running`. What it finds it tells within a second, asks the browser to resume,
 * makes another context where that does not help, and waits for a gesture where nothing does.
 */
export class AudioGuard {
  readonly #listener: AudioGuardListener;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | null = null;
  #stopWaiting: (() => void) | null = null;
  #state: AudioState = 'off';
  /** The context's time at the last look, and when it last was seen to move. */
  #time = 0;
  #movedAt = 0;
  #rebuilds = 0;

  constructor(listener: AudioGuardListener) {
    this.#listener = listener;
  }

  /** Watches this context from now on, in place of another. */
  watch(context: AudioContext): void {
    const first = this.#context === null;
    this.#forget();
    this.#context = context;
    this.#time = context.currentTime;
    this.#movedAt = performance.now();
    const look = (): void => this.#look();
    context.addEventListener('statechange', look);
    this.#stopListening = () => context.removeEventListener('statechange', look);
    this.#timer = setInterval(look, interval);
    if (!first) return;
    if (context.state === 'running') this.#tell('running');
    // It had all the time of connecting, and did not start.
    else this.#give('audio-blocked');
  }

  stop(): void {
    this.#forget();
    this.#stopWaiting?.();
  }

  /**
   * What a gesture can do. Must run in it, before anything is awaited.
   *
   * @throws VoiceError by rejection
   */
  async resume(): Promise<void> {
    this.#look();
    const context = this.#context;
    if (!context) return;
    const still = context.state === 'running' && performance.now() - this.#movedAt > found;
    const done = still ? this.#listener.rebuild() : context.resume();
    await Promise.race([
      done.catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, refused)),
    ]);
    this.#look();
    if (this.#context?.state === 'running') return;
    throw blocked();
  }

  #forget(): void {
    clearInterval(this.#timer);
    this.#stopListening?.();
    this.#stopListening = this.#context = null;
  }

  #look(): void {
    const context = this.#context;
    if (!context) return;
    const now = performance.now();
    const { state, currentTime } = context;
    if (state === 'running' && currentTime !== this.#time) {
      this.#time = currentTime;
      this.#movedAt = now;
      this.#rebuilds = 0;
      this.#tell('running');
      return;
    }
    const silent = now - this.#movedAt;
    if (this.#state === 'needs-gesture' || (state === 'running' && silent < found)) return;
    this.#tell('interrupted');
    // The browser's own interruption ends by itself, and a page that nobody looks at may wait.
    if (state === ('interrupted' as AudioContextState) || document.visibilityState !== 'visible')
      return;
    context.resume().catch(() => undefined);
    if (state !== 'running') {
      if (silent > refused) this.#give('audio-blocked');
    } else if (silent > stuck) {
      if (this.#rebuilds > 0) this.#give('audio-stalled');
      else this.#rebuild();
    }
  }

  #rebuild(): void {
    this.#rebuilds += 1;
    this.#listener.rebuild().catch(() => this.#give('audio-stalled'));
  }

  /** Nothing helps but a gesture. */
  #give(reason: 'audio-blocked' | 'audio-stalled'): void {
    if (this.#state === 'needs-gesture') return;
    this.#tell('needs-gesture');
    this.#listener.onError(reason === 'audio-blocked' ? blocked() : stalled());
  }

  #tell(audio: AudioState): void {
    if (audio === this.#state) return;
    this.#state = audio;
    this.#stopWaiting?.();
    this.#stopWaiting =
      audio === 'needs-gesture' ? onGesture(() => void this.resume().catch(() => undefined)) : null;
    this.#listener.onAudio(audio);
  }
}

function blocked(): VoiceError {
  return new VoiceError(
    'audio-blocked',
    'The browser keeps the page silent until somebody clicks it or presses a key.',
  );
}

function stalled(): VoiceError {
  return new VoiceError(
    'audio-stalled',
    'The sound stands still, and another try changed nothing.',
  );
}
