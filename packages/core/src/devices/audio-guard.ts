import { inTime } from '../base/in-time.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { running } from './audio-context.ts';
import type { TellSound } from './sound-event.ts';

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

/**
 * All that the HTML standard has for a person's doing: a touch is none when it begins, and a key that is let go of is none. Heard on
 * their way down from the window, where nobody has stopped them yet.
 */
const gestures = ['keydown', 'mousedown', 'pointerup', 'touchend', 'click'];

/**
 * Sees to it that a context runs: that it is neither suspended nor interrupted, and that its clock moves, which some browsers
 * fail to do after a phone call while they say `running`. What it finds it tells within a second, asks the browser to resume,
 * makes another context where that does not help, and waits for a gesture where nothing does.
 */
export class AudioGuard {
  readonly #tell: TellSound;
  readonly #rebuild: () => Promise<void>;
  readonly #onLook: (context: AudioContext) => void;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | null = null;
  #stopWaiting: (() => void) | null = null;
  #state: AudioState = 'off';
  /** The context's time at the last look, and when it last was seen to move. */
  #time = 0;
  #movedAt = 0;
  /** Its state at the last look. */
  #seen: AudioContextState | null = null;
  #rebuilds = 0;
  #rebuilding = false;

  /**
   * @param tell takes `audio` and `error`
   * @param rebuild makes another context in the place of the one that stands still, and calls `watch` when it is there; where
   * it fails the one that was is still watched
   * @param onLook called at each look at which the context has moved on
   */
  constructor(
    tell: TellSound,
    rebuild: () => Promise<void>,
    onLook: (context: AudioContext) => void,
  ) {
    this.#tell = tell;
    this.#rebuild = rebuild;
    this.#onLook = onLook;
  }

  /** Watches this context from now on, in place of another. */
  watch(context: AudioContext): void {
    const first = this.#context === null;
    this.#forget();
    this.#context = context;
    this.#time = context.currentTime;
    this.#movedAt = performance.now();
    const look = (): void => this.#look();
    this.#stopListening = listen(look, [context, 'statechange']);
    this.#timer = setInterval(look, interval);
    // One that has not started yet may be blocked, or have a slow device: the looks will tell.
    if (first && context.state === 'running') this.#move('running');
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
    const silent = performance.now() - this.#movedAt;
    if (context.state === 'closed' || (context.state === 'running' && silent > found)) {
      await this.#renew().catch((cause: unknown) => {
        throw stalled(cause);
      });
    } else if (context.state !== 'running') context.resume().catch(() => undefined);
    const now = this.#context;
    if (!now) return;
    await inTime(running(now), refused).catch(() => undefined);
    this.#look();
    if (this.#context === now && now.state !== 'running') throw blocked();
  }

  async #renew(): Promise<void> {
    this.#rebuilding = true;
    try {
      await this.#rebuild();
    } finally {
      this.#rebuilding = false;
    }
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
    // One that has just begun to run has not stood still.
    if (state === 'running' && this.#seen !== state) this.#movedAt = now;
    this.#seen = state;
    if (state === 'running' && currentTime !== this.#time) {
      this.#time = currentTime;
      this.#movedAt = now;
      this.#rebuilds = 0;
      this.#onLook(context);
      this.#move('running');
      return;
    }
    const silent = now - this.#movedAt;
    if (this.#state === 'needs-gesture' || (state === 'running' && silent < found)) return;
    this.#move('interrupted');
    // The browser's own interruption ends by itself, and a page that nobody looks at may wait.
    if (state === ('interrupted' as AudioContextState) || document.visibilityState !== 'visible')
      return;
    context.resume().catch(() => undefined);
    if (state !== 'running' && state !== 'closed') {
      if (silent > refused) this.#give(blocked());
    } else if (silent > stuck && !this.#rebuilding) {
      this.#rebuilds += 1;
      if (this.#rebuilds > 1) this.#give(stalled());
      else {
        // What fails once may be there a moment later.
        const again = async (): Promise<void> => {
          if (this.#context) await this.#renew();
        };
        again()
          .catch(again)
          .catch((cause: unknown) => this.#give(stalled(cause)));
      }
    }
  }

  /** Nothing helps but a gesture. */
  #give(error: VoiceError): void {
    if (this.#state === 'needs-gesture' || !this.#context) return;
    this.#move('needs-gesture');
    this.#tell({ type: 'error', error });
  }

  #move(audio: AudioState): void {
    if (audio === this.#state) return;
    this.#state = audio;
    this.#stopWaiting?.();
    this.#stopWaiting =
      audio === 'needs-gesture'
        ? listen(
            () => void this.resume().catch(() => undefined),
            ...gestures.map((type) => [window, type, true] as const),
          )
        : null;
    this.#tell({ type: 'audio', audio });
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
