import type { Output } from '../audio/output.ts';
import { systemClock } from '../base/clock.ts';
import { inTime } from '../base/in-time.ts';
import { listen } from '../base/listen.ts';
import { VoiceError } from '../base/voice-error.ts';
import { forbids, remedy } from './page-policy.ts';

/**
 * Makes an AudioContext at the hardware's rate and starts it. Call it in the user's gesture, before anything is awaited: otherwise
 * Safari keeps it silent.
 *
 * @throws VoiceError `audio-blocked`
 */
export function openAudioContext(): AudioContext {
  try {
    const context = new AudioContext({ latencyHint: 'interactive' });
    // Pending until a gesture where sound is blocked: check `state` instead.
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

/** Resolves when the context runs. In Firefox the promise of a second `resume` stays pending. */
export function running(context: AudioContext): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (context.state !== 'running') return;
      stop();
      resolve();
    };
    const stop = listen(check, [context, 'statechange']);
    check();
  });
}

/** Resolves when the context runs, or nothing but the device's start keeps it from that: a browser may hold back what no gesture began. */
export async function willRun(context: AudioContext): Promise<void> {
  // Not in Firefox before 120.
  const { userActivation } = navigator as { userActivation?: UserActivation };
  if (!userActivation?.hasBeenActive) await running(context);
}

/** The output latency, if known: Safari has no `outputLatency`, others report 0 or nonsense before the device has started. */
export function outputOf(context: AudioContext): Output {
  const { baseLatency, currentTime } = context;
  // Firefox on Linux may ask its audio thread while that waits for this thread, and the page stands still for ever.
  const asks = !/X11.*Firefox/.test(navigator.userAgent);
  const latency =
    [asks ? context.outputLatency : 0.04, baseLatency].find(
      (seconds) => seconds > 0 && seconds < 5,
    ) ?? 0;
  // Its time starts with the device.
  const origin = currentTime > 0 ? systemClock.date() - currentTime * 1000 : Infinity;
  return { latency: latency * 1000, origin };
}

/** ms for a speaker to start. */
const timeout = 5000;

/**
 * Selects the speaker of a context; null is the browser's default.
 *
 * @throws VoiceError `speaker-…` by rejection
 */
export async function setSink(context: AudioContext | null, id: string | null): Promise<void> {
  if (forbids('speaker-selection')) {
    throw new VoiceError(
      'speaker-blocked',
      `A policy blocks choosing a speaker. ${remedy('speaker-selection')}`,
    );
  }
  if (!canSelectSpeaker()) {
    throw new VoiceError('speaker-unsupported', "This browser doesn't support choosing a speaker.");
  }
  try {
    const sink = context as unknown as { setSinkId(id: string): Promise<void> } | null;
    if (sink) await inTime(sink.setSinkId(id ?? ''), timeout);
  } catch (cause) {
    throw new VoiceError('speaker-missing', "The speaker can't be used.", cause);
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
