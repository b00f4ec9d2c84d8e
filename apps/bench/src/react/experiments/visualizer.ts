import { pass } from '../../voice/call.ts';
import { assistantMessage, spoken, voiceRate } from '../../voice/server/messages.ts';
import { inPieces, tone } from '../../voice/signals/tone.ts';
import { withApp } from '../app-page.ts';
import type { Stage } from '../stage.ts';

/** What is drawn. `none`: the same page without a picture. */
export type Shape = (typeof shapes)[number];
export const shapes = ['none', 'bars', 'wave', 'orb'] as const;

/** What a moving picture costs. */
export interface VisualizerFigures {
  /** ms of script, of each frame. */
  readonly frames: readonly number[];
  /** ms of processor time, of each of as many frames after those: without what other threads took from a core meanwhile. */
  readonly processor: readonly number[];
  /** Share of a core, 0 to 1, that the main thread's tasks took, rasterising included. */
  readonly share: number;
}

/** Draws both sides' sound for so many seconds. */
export function drawFrames(
  stage: Stage,
  shape: Shape,
  seconds: number,
): Promise<VisualizerFigures> {
  const browser = stage.talking;
  return withApp(stage, browser, shape, async ({ page, line, busy }) => {
    line.send(assistantMessage('sound', 'A long sound.'));
    const sound = inPieces(tone(440, voiceRate, seconds * 2 + 8), voiceRate, 0.5);
    for (const piece of spoken('sound', sound)) line.send(piece);
    await pass(1500);
    await page.evaluate(() => window.reactBench.takeFrames());
    const before = await busy();
    const begun = performance.now();
    await pass(seconds * 1000);
    const elapsed = (performance.now() - begun) / 1000;
    const share = ((await busy()) - before) / elapsed;
    const frames = await page.evaluate(() => window.reactBench.takeFrames());
    if (shape !== 'none' && frames.length < seconds * 20)
      throw new Error(`${shape} drew ${String(frames.length)} frames in ${String(seconds)} s`);
    await browser.startTracing(page, { categories: ['devtools.timeline'] });
    await pass(seconds * 1000);
    const processor = framesOf(await browser.stopTracing());
    return { frames, processor, share };
  });
}

/** What the browser writes down of an animation frame; `tdur` is processor time in µs. */
interface TraceEvent {
  readonly name: string;
  readonly tdur?: number;
}

function framesOf(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  return traceEvents.flatMap(({ name, tdur }) =>
    name === 'FireAnimationFrame' && tdur !== undefined ? tdur / 1000 : [],
  );
}
