import { withApp } from '../app-page.ts';
import type { Stage } from '../stage.ts';

/** Seconds that the stretch is moved. */
const moving = 4;

/** What it costs to look through the scores of a long call. */
export interface TimelineFigures {
  /** ms from each frame to the next while the stretch that is shown is drawn wider and moved. */
  readonly frames: readonly number[];
  /** ms of the longest task meanwhile; 0 where none took 50. */
  readonly longestTask: number;
}

/** Moves the stretch that an `EmotionTimeline` of 5,000 messages shows, in each frame. */
export function brushTimeline(stage: Stage): Promise<TimelineFigures> {
  return withApp(stage, stage.silent, 'timeline', async ({ page }) => {
    await page.evaluate(() => window.reactBench.takeLongestTask());
    const frames = await page.evaluate((seconds) => window.reactBench.brush(seconds), moving);
    const longestTask = await page.evaluate(() => window.reactBench.takeLongestTask());
    return { frames, longestTask };
  });
}
