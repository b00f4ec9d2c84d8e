import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import {
  assistantEnd,
  assistantMessage,
  assistantProsody,
  spoken,
  userInterruption,
  userMessage,
  voiceRate,
} from '../server/messages.ts';
import type { Line } from '../server/line.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';
import { ThreadHeaps } from './thread-heaps.ts';

/** Seconds a turn takes in the conversation that is played: what the user says, and 5 s of the assistant. */
const turn = 10;
/** How many times faster than that it is played. */
const speed = 20;

/** Bytes in use after a collection, main thread and the client's own Worker together, at even distances. */
export interface HeapFigures {
  readonly samples: number[];
  /** Names of the threads that were counted. */
  readonly threads: string[];
}

/** So many minutes of conversation, twenty times as fast. The microphone's own part can't be hurried and is not. */
export function growHeap(
  stage: Stage,
  client: ClientName,
  minutes: number,
  points: number,
): Promise<HeapFigures> {
  const work = async ({ page, cdp, line }: Call): Promise<HeapFigures> => {
    await page.evaluate(() => window.bench.forget());
    const heaps = await ThreadHeaps.attach(cdp);
    const turns = Math.round((minutes * 60) / turn);
    const samples: number[] = [];
    // What is built up once and then kept is no growth: the first minute.
    for (let i = 0; i < 6; i += 1) await oneTurn(line, i);
    samples.push(await heaps.used());
    for (let point = 1; point <= points; point += 1) {
      const from = Math.round(((point - 1) * turns) / points);
      const to = Math.round((point * turns) / points);
      for (let i = from; i < to; i += 1) await oneTurn(line, 6 + i);
      samples.push(await heaps.used());
    }
    return { samples, threads: heaps.names };
  };
  return onCall(stage, client, work, { talking: true });
}

async function oneTurn(line: Line, index: number): Promise<void> {
  const id = `turn-${index}`;
  for (let word = 1; word <= 4; word += 1) line.send(userMessage(`word ${word} of ${index}`, true));
  line.send(userMessage(`the whole sentence number ${index}`, false));
  line.send(assistantMessage(id, `the answer to sentence number ${index}`));
  line.send(assistantProsody(id));
  for (const text of spoken(id, pieces)) line.send(text);
  line.send(assistantEnd);
  await pass((turn * 1000) / speed);
  // What could not be played in that time goes, or only the queue of what waits would be measured.
  line.send(userInterruption());
}

const pieces = inPieces(tone(440, voiceRate, 5), voiceRate, 0.2);
