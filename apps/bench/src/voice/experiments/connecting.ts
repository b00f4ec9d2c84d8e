import type { ClientName } from '../page/main.ts';
import type { Frame } from '../server/line.ts';
import { assistantEnd, spoken, voiceRate } from '../server/messages.ts';
import { SlowLine } from '../server/slow-line.ts';
import { tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';

/** What lies between the page and its server, and between the page and its microphone. */
export interface Circumstances {
  /** ms of a round trip. */
  readonly roundTrip: number;
  /** Whether the microphone was allowed before; otherwise the browser asks, and is answered at once. */
  readonly allowed: boolean;
}

export const circumstances: readonly Circumstances[] = [
  { roundTrip: 0, allowed: true },
  { roundTrip: 0, allowed: false },
  { roundTrip: 80, allowed: true },
  { roundTrip: 80, allowed: false },
];

/** ms from the click. */
export interface ConnectFigures {
  /** To the first sound of the user at the server. */
  readonly firstSound: number;
  /** To the first sample of a greeting that the server says as soon as the line is open. */
  readonly greeting: number;
}

/** Connects that client, in a page that has just been loaded, and waits until it is heard and hears. */
export async function connect(
  stage: Stage,
  client: ClientName,
  { roundTrip, allowed }: Circumstances,
): Promise<ConnectFigures> {
  const { server } = stage;
  const line = new SlowLine(stage.url, roundTrip);
  const url = roundTrip === 0 ? stage.url : await line.listen();
  const page = await stage.browser.newPage(allowed ? { permissions: ['microphone'] } : {});
  server.greeting = [...spoken('greeting', [tone(440, voiceRate, 0.6)]), assistantEnd];
  try {
    await page.goto(`${url}/#connecting`);
    await page.evaluate(([name, at]) => window.bench.load(name, at), [client, url] as const);
    // What a page does after it has loaded is over.
    await page.waitForTimeout(300);
    stage.clock.align();
    const clicked = await page.evaluate(() => window.bench.click());
    const { frames } = await server.nextLine();
    const greeted = await page.evaluate(() => window.bench.firstSound());
    const heard = await firstOf(frames);
    return { firstSound: heard - clicked, greeting: greeted - clicked };
  } finally {
    server.greeting = [];
    await page.close();
    if (roundTrip > 0) await line.close();
  }
}

/** When the first frame with sound came. */
async function firstOf(frames: readonly Frame[]): Promise<number> {
  const end = Date.now() + 5000;
  while (Date.now() < end) {
    const first = frames.find(({ data, binary }) => binary || data.includes('"audio_input"'));
    if (first) return first.at;
    await new Promise((settle) => setTimeout(settle, 20));
  }
  throw new Error('No sound came within 5 s.');
}
