import type { CDPSession, Page } from 'playwright';
import { readRecording } from '../voice/analysis/recording.ts';
import type { Recording } from '../voice/analysis/recording.ts';
import { findBursts, matchBursts } from './analysis/marked-bursts.ts';
import type { Arrivals } from './analysis/marked-bursts.ts';
import type { AppName } from './page/main.tsx';
import type { Assistant } from './server/assistant.ts';
import type { Stage } from './stage.ts';
import { spokenBursts } from './spoken-bursts.ts';

/** One conversation of one app, in a page of its own. */
export interface Call {
  readonly app: AppName;
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly assistant: Assistant;
  /** When connect was clicked, ms since the epoch. */
  readonly clicked: number;
  /** What went to the speaker so far. */
  speaker(): Promise<Recording>;
  /** What became of the bursts that the microphone heard so far. */
  arrivals(): Promise<Arrivals>;
}

/** How a call differs from others. */
interface CallOptions {
  /** Whether the user never stops talking. */
  readonly talking?: boolean;
  /** Whether it is measured how soon the app is up, and nothing else: the service greets it. */
  readonly connecting?: boolean;
}

/** Connects that app in a fresh page, does the work, and closes everything. */
export async function onCall<T>(
  stage: Stage,
  app: AppName,
  work: (call: Call) => Promise<T>,
  { talking = false, connecting = false }: CallOptions = {},
): Promise<T> {
  const { server, url } = stage;
  server.greets = connecting;
  const browser = talking ? stage.talking : stage.browser;
  const page = await browser.newPage({ permissions: ['microphone'] });
  try {
    const failed = new Promise<never>((_, fail) => {
      page.once('pageerror', (error) => fail(new Error(`${app}: ${error.message}`)));
      page.once('crash', () => fail(new Error(`${app}: the page crashed`)));
    });
    failed.catch(() => undefined);
    const run = async (): Promise<T> => {
      await page.goto(connecting ? `${url}/#connecting` : url);
      const cdp = await page.context().newCDPSession(page);
      await page.evaluate(([name, at]) => window.realtimeBench.show(name, at), [app, url] as const);
      const clicked = await page.evaluate(() => window.realtimeBench.click());
      const assistant = await server.nextAssistant();
      await page.waitForFunction(() => window.realtimeBench.status() === 'connected');
      if (!connecting) await page.evaluate(() => window.realtimeBench.recording());
      page.on('console', (message) => {
        if (message.type() === 'error') process.stderr.write(`${app}: ${message.text()}\n`);
      });
      stage.clock.align();
      return work({
        app,
        page,
        cdp,
        assistant,
        clicked,
        speaker: async () => {
          await page.evaluate(() => window.realtimeBench.saveSpeaker());
          return readRecording(await server.nextRecording());
        },
        arrivals: async () => {
          const { bursts } = await page.evaluate(() => window.realtimeBench.microphoneReport());
          return matchBursts(spokenBursts(bursts), arrivedBursts(assistant));
        },
      });
    };
    return await Promise.race([failed, run()]);
  } finally {
    await page.close();
  }
}

/** The bursts in what the client sent so far. A burst has arrived with the piece that contains its onset. */
function arrivedBursts({ uplink, rate }: Assistant): { at: number; time: number; tone: number }[] {
  const whole = Buffer.concat(uplink.map(({ bytes }) => bytes));
  const samples = Float32Array.from({ length: whole.length / 2 }, (_, i) => {
    return whole.readInt16LE(i * 2) / 32_768;
  });
  const ends: number[] = [];
  let end = 0;
  for (const { bytes } of uplink) ends.push((end += bytes.length / 2 / rate));
  return findBursts(samples, rate).map((burst) => {
    const piece = ends.findIndex((one) => one > burst.time);
    return { ...burst, at: uplink[piece]?.at ?? NaN };
  });
}
