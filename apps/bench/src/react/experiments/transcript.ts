import { pass } from '../../voice/call.ts';
import type { Line } from '../../voice/server/line.ts';
import { assistantMessage, userMessage } from '../../voice/server/messages.ts';
import { withApp } from '../app-page.ts';
import type { Contender } from '../measure.ts';
import type { Stage } from '../stage.ts';

/** Messages that are measured, and their distance in ms. */
const count = 100;
const distance = 50;

/** Seconds that the long transcript is scrolled. */
const scrolling = 4;

/** What one more message costs a long transcript. */
export interface TranscriptFigures {
  /** ms of rendering, of each commit of the app. */
  readonly durations: readonly number[];
  readonly commitsPerMessage: number;
  /** ms of the main thread for each message: rendering, commit, layout, paint and all else. */
  readonly perMessage: number;
  /** Seconds until the long transcript stood there, its messages sent at once. */
  readonly filled: number;
  /** ms of the longest task until then; 0 where none took 50. */
  readonly longestTask: number;
  /** ms from each frame to the next while it is scrolled. */
  readonly scrolled: readonly number[];
  /** ms of the longest task meanwhile; 0 where none took 50. */
  readonly scrolledTask: number;
}

/** Fills a transcript with so many entries, then appends to it, one message at a time. */
export function appendEntries(
  stage: Stage,
  app: Contender,
  entries: number,
): Promise<TranscriptFigures> {
  return withApp(stage, stage.silent, app, async ({ page, line, busy }) => {
    await page.evaluate(() => window.reactBench.takeLongestTask());
    const begun = performance.now();
    for (let index = 0; index < entries; index += 1) send(line, app, index);
    await page.waitForFunction((wanted) => window.reactBench.entries() >= wanted, entries, {
      polling: 100,
      timeout: 600_000,
    });
    const filled = (performance.now() - begun) / 1000;
    const longestTask = await page.evaluate(() => window.reactBench.takeLongestTask());
    const scrolled = await page.evaluate((long) => window.reactBench.scroll(long), scrolling);
    const scrolledTask = await page.evaluate(() => window.reactBench.takeLongestTask());
    await appendTo(line, app, entries, 20);
    await page.evaluate(() => window.reactBench.takeCommits());
    const before = await busy();
    await appendTo(line, app, entries + 20, count);
    const used = (await busy()) - before;
    const commits = await page.evaluate(() => window.reactBench.takeCommits());
    const shown = await page.evaluate(() => window.reactBench.entries());
    const wanted = entries + 20 + count;
    if (shown !== wanted) throw new Error(`${app} shows ${String(shown)} of ${String(wanted)}`);
    const durations = commits.flatMap(({ part, duration }) => (part === 'app' ? duration : []));
    return {
      durations,
      commitsPerMessage: durations.length / count,
      perMessage: (used / count) * 1000,
      filled,
      longestTask,
      scrolled,
      scrolledTask,
    };
  });
}

async function appendTo(line: Line, app: Contender, from: number, more: number): Promise<void> {
  for (let index = from; index < from + more; index += 1) {
    send(line, app, index);
    await pass(distance);
  }
  await pass(500);
}

/** In turns; but voice-react shows an assistant's message only while its sound plays, so there the user says everything. */
function send(line: Line, app: Contender, index: number): void {
  const text = `This is what was said as number ${String(index)}, in a conversation that takes all day.`;
  const byAssistant = app === 'vivavoce' && index % 2 === 1;
  line.send(
    byAssistant ? assistantMessage(`entry-${String(index)}`, text) : userMessage(text, false),
  );
}
