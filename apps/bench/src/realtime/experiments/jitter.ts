import { pass } from '../../voice/call.ts';
import { readPlayback } from '../../voice/experiments/playback.ts';
import type { PlaybackFigures } from '../../voice/experiments/playback.ts';
import { onCall } from '../call.ts';
import type { AppName } from '../page/main.tsx';
import { pieceDuration } from '../server/assistant.ts';
import type { Stage } from '../stage.ts';

/** A long answer whose pieces come as they would be spoken, each up to so many ms early or late. */
export function playWithJitter(
  stage: Stage,
  app: AppName,
  seconds: number,
  jitter: number,
  random: () => number,
): Promise<PlaybackFigures> {
  const due = Array.from({ length: (seconds * 1000) / pieceDuration }, (_, piece) => {
    return piece * pieceDuration + jitter * (2 * random() - 1);
  });
  return onCall(stage, app, async (call) => {
    await pass(500);
    await call.assistant.say({ sounds: [seconds * 1000], due });
    await pass(seconds * 1000 + 1_500);
    return readPlayback(call);
  });
}
