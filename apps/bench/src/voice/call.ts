import type { CDPSession, Page } from 'playwright';
import { readRecording } from './analysis/recording.ts';
import type { Recording } from './analysis/recording.ts';
import { seenBursts } from './analysis/uplink.ts';
import type { SeenBurst } from './analysis/uplink.ts';
import type { MicrophoneReport } from './page/instrument/microphone-worker.ts';
import type { ClientName } from './page/main.ts';
import type { Line } from './server/line.ts';
import type { Stage } from './stage.ts';

/** One conversation of one client, in a page of its own. */
export interface Call {
  readonly client: ClientName;
  readonly page: Page;
  readonly cdp: CDPSession;
  /** The server's end. */
  readonly line: Line;
  /** What went to the speaker so far. */
  speaker(): Promise<Recording>;
  /** What came out of the microphone's node so far. */
  source(): Promise<Recording>;
  /** When bursts were at the microphone. */
  microphone(): Promise<MicrophoneReport>;
  /** The bursts in what the client sent so far. */
  uplink(): Promise<SeenBurst[]>;
}

/** How a call differs from others. */
interface CallOptions {
  /** Whether the microphone can be delayed. */
  readonly delayable?: boolean;
  /** Whether the user never stops talking. */
  readonly talking?: boolean;
}

/** Connects that client in a fresh page, does the work, and closes everything. */
export async function onCall<T>(
  stage: Stage,
  client: ClientName,
  work: (call: Call) => Promise<T>,
  { delayable = false, talking = false }: CallOptions = {},
): Promise<T> {
  const { server, url } = stage;
  const page = await (talking ? stage.talking : stage.browser).newPage();
  try {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(delayable ? `${url}/#delayable` : url);
    const cdp = await page.context().newCDPSession(page);
    await connect(page, client, url, errors);
    const line = client === 'none' ? noLine : await server.nextLine();
    stage.clock.align();
    return await work({
      client,
      page,
      cdp,
      line,
      speaker: async () => {
        await page.evaluate(() => window.bench.saveSpeaker());
        return readRecording(await server.nextRecording());
      },
      source: async () => {
        await page.evaluate(() => window.bench.saveSource());
        return readRecording(await server.nextRecording());
      },
      uplink: () => seenBursts(line.frames, (webm) => decodedOnsets(page, webm)),
      microphone: () => page.evaluate(() => window.bench.microphoneReport()),
    });
  } finally {
    await page.close();
  }
}

/** Only the browser can decode what its MediaRecorder made. @returns ms at which bursts begin */
function decodedOnsets(page: Page, webm: Buffer): Promise<number[]> {
  return page.evaluate((base64) => window.bench.decodedOnsets(base64), webm.toString('base64'));
}

/** Waits, for a scenario that is a matter of time. */
export function pass(ms: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, ms));
}

const noLine = { frames: [], send: () => NaN, close: () => undefined } as unknown as Line;

async function connect(
  page: Page,
  client: ClientName,
  url: string,
  errors: readonly string[],
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((_, fail) => {
    timer = setTimeout(() => {
      fail(new Error(`${client} did not connect within 15 s: ${errors.join('; ') || 'no error'}`));
    }, 15_000);
  });
  const connected = page.evaluate(([name, at]) => window.bench.connect(name, at), [
    client,
    url,
  ] as const);
  try {
    await Promise.race([connected, late]);
  } finally {
    clearTimeout(timer);
  }
}
