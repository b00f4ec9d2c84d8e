import type { Output } from '../audio/output.ts';
import { systemClock } from '../base/clock.ts';
import { inTime } from '../base/in-time.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { forbids, remedy } from './page-policy.ts';

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
      'This browser gave no AudioContext.',
      cause,
      'use-supported-browser',
    );
  }
}

/** Resolves when the context runs. Firefox leaves the promise of `resume` pending where it was called twice. */
export function running(context: AudioContext): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (context.state !== 'running') return;
      stop();
      resolve();
    };
    const stop = listen(look, [context, 'statechange']);
    look();
  });
}

/**
 * How long sound of this context takes to the ear, as far as the browser knows: Safari knows no `outputLatency`, others say 0 or
 * nonsense before the device has started.
 */
export function outputOf(context: AudioContext): Output {
  const { outputLatency, baseLatency, currentTime } = context;
  const latency = [outputLatency, baseLatency].find((seconds) => seconds > 0 && seconds < 5) ?? 0;
  // Its time begins when the device does.
  const origin = currentTime > 0 ? systemClock.date() - currentTime * 1000 : Infinity;
  return { latency: latency * 1000, origin };
}

/** ms for a speaker to take over. */
const patience = 5000;

/**
 * Lets a context sound from another speaker; null is the browser's default.
 *
 * @throws VoiceError `speaker-…` by rejection
 */
export async function setSink(context: AudioContext | null, id: string | null): Promise<void> {
  if (forbids('speaker-selection')) {
    throw new VoiceError(
      'speaker-blocked',
      `A policy keeps this page from choosing its speaker. ${remedy('speaker-selection')}`,
    );
  }
  if (!canSelectSpeaker()) {
    throw new VoiceError('speaker-unsupported', 'This browser lets no page choose its speaker.');
  }
  try {
    const sink = context as unknown as { setSinkId(id: string): Promise<void> } | null;
    if (sink) await inTime(sink.setSinkId(id ?? ''), patience);
  } catch (cause) {
    throw new VoiceError('speaker-missing', 'The speaker can not be used.', cause);
  }
}

/** Whether this browser lets this page choose its speaker. */
export function canSelectSpeaker(): boolean {
  return (
    typeof AudioContext === 'function' &&
    'setSinkId' in AudioContext.prototype &&
    !forbids('speaker-selection')
  );
}
