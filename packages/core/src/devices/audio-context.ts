import type { Undo } from '../base/emitter.ts';
import { VoiceError } from '../base/voice-error.ts';

/**
 * Makes the one AudioContext of a conversation, at the hardware's own rate, and starts it. Must run in the user's
 * gesture, before anything is awaited, or Safari keeps it silent.
 *
 * @throws VoiceError `audio-blocked`
 */
export function openAudioContext(): AudioContext {
  try {
    const context = new AudioContext({ latencyHint: 'interactive' });
    // Where sound is blocked this stays pending until a gesture; whoever cares looks at `state`.
    context.resume().catch(() => undefined);
    return context;
  } catch (cause) {
    throw new VoiceError(
      'audio-blocked',
      'Failed to open the sound output: this browser gave no AudioContext.',
      cause,
      'use-supported-browser',
    );
  }
}

/** Starts a context that the browser holds back, at the next click or key press. The undo stops waiting for one. */
export function resumeOnGesture(context: AudioContext): Undo {
  const resume = (): void => {
    context.resume().catch(() => undefined);
  };
  const gestures = ['pointerdown', 'keydown'] as const;
  for (const gesture of gestures) document.addEventListener(gesture, resume);
  const undo = (): void => {
    for (const gesture of gestures) document.removeEventListener(gesture, resume);
    context.removeEventListener('statechange', stopWhenRunning);
  };
  const stopWhenRunning = (): void => {
    if (context.state === 'running') undo();
  };
  context.addEventListener('statechange', stopWhenRunning);
  return undo;
}
