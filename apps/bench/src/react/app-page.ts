import type { Browser, CDPSession, Page } from 'playwright';
import type { Line } from '../voice/server/line.ts';
import type { AppName } from './page/main.tsx';
import type { Stage } from './stage.ts';

/** An app in a page of its own, with its conversation up. */
export interface AppPage {
  readonly page: Page;
  /** The server's end. */
  readonly line: Line;
  /** Seconds of processor time that the main thread's tasks took so far. */
  readonly busy: () => Promise<number>;
}

/** Shows that app in a fresh page, does the work, and closes everything. */
export async function withApp<T>(
  { server, url }: Stage,
  browser: Browser,
  app: AppName,
  work: (shown: AppPage) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  try {
    const failed = new Promise<never>((_, fail) => {
      page.once('pageerror', (error) => fail(new Error(`${app}: ${error.message}`)));
      page.once('crash', () => fail(new Error(`${app}: the page crashed`)));
    });
    failed.catch(() => undefined);
    await page.goto(url);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await Promise.race([
      failed,
      page.evaluate(([name, at]) => window.reactBench.show(name, at), [app, url] as const),
    ]);
    const line = await server.nextLine();
    return await Promise.race([failed, work({ page, line, busy: () => busy(cdp) })]);
  } finally {
    await page.close();
  }
}

async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}
