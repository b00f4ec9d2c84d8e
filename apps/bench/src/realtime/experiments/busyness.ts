import type { CDPSession } from 'playwright';
import { pass } from '../../voice/call.ts';
import { onCall } from '../call.ts';
import type { AppName } from '../page/main.tsx';
import { pieceDuration } from '../server/assistant.ts';
import type { Stage } from '../stage.ts';

/** What a conversation asks of the page while both sides talk. */
export interface BusyFigures {
  /** Commits a second that render who reads the status alone. */
  readonly commits: number;
  /** Share of a core, 0 to 1, that the main thread's tasks took. */
  readonly share: number;
}

/** The user talks without a pause, and an answer comes in at the pace at which it is spoken, its words besides. */
export function watchPage(stage: Stage, app: AppName, seconds: number): Promise<BusyFigures> {
  const length = seconds + 3;
  const due = Array.from({ length: (length * 1000) / pieceDuration }, (_, piece) => {
    return Math.max(0, piece * pieceDuration - 300);
  });
  return onCall(
    stage,
    app,
    async ({ page, cdp, assistant }) => {
      await pass(500);
      await assistant.say({ sounds: [length * 1000], due });
      await pass(1_000);
      await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.evaluate(() => window.realtimeBench.takeCommits());
      const before = await busy(cdp);
      const begun = performance.now();
      await pass(seconds * 1000);
      const elapsed = (performance.now() - begun) / 1000;
      const share = ((await busy(cdp)) - before) / elapsed;
      const commits = await page.evaluate(() => window.realtimeBench.takeCommits());
      return {
        commits: commits.filter(({ part }) => part === 'status').length / elapsed,
        share,
      };
    },
    { talking: true },
  );
}

/** Seconds of processor time that the main thread's tasks took so far. */
async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}
