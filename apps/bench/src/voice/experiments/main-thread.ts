import type { CDPSession } from 'playwright';
import { onCall, pass } from '../call.ts';
import type { Call } from '../call.ts';
import type { ClientName } from '../page/main.ts';
import { spoken, voiceRate } from '../server/messages.ts';
import { inPieces, tone } from '../signals/tone.ts';
import type { Stage } from '../stage.ts';

/** What a conversation asks of the page's main thread. */
export interface MainThreadFigures {
  /** Share of a core, 0 to 1, that its tasks took, with what the instrument takes. */
  readonly share: number;
  /** Messages it was handed per chunk of sound that went up or down. */
  readonly messagesPerChunk: number;
}

/** Both sides talk for so many seconds: the microphone's chunks go up, and five pieces a second come down. */
export function watchMainThread(
  stage: Stage,
  client: ClientName,
  seconds: number,
): Promise<MainThreadFigures> {
  const pieces = spoken('long', inPieces(tone(440, voiceRate, seconds + 2), voiceRate, 0.2));
  const work = async (call: Call): Promise<MainThreadFigures> => {
    await pass(500);
    for (const text of pieces.splice(0, 2)) call.line.send(text);
    await pass(500);
    return measureMainThread(call, async () => {
      const count = seconds * 5;
      for (let i = 0; i < count; i += 1) {
        call.line.send(pieces[i] ?? '');
        await pass(200);
      }
      return count;
    });
  };
  return onCall(stage, client, work, { talking: true });
}

/**
 * Measures while something happens.
 *
 * @param work answers how many chunks went down
 */
export async function measureMainThread(
  { cdp, page, line }: Call,
  work: () => Promise<number>,
): Promise<MainThreadFigures> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const messages = (): Promise<number> => page.evaluate(() => window.bench.messageCount());
  const before = { busy: await busy(cdp), messages: await messages(), up: line.frames.length };
  const started = performance.now();
  const down = await work();
  const elapsed = (performance.now() - started) / 1000;
  const after = { busy: await busy(cdp), messages: await messages(), up: line.frames.length };
  const chunks = after.up - before.up + down;
  return {
    share: (after.busy - before.busy) / elapsed,
    messagesPerChunk: chunks === 0 ? 0 : (after.messages - before.messages) / chunks,
  };
}

/** Seconds of processor time that the main thread's tasks took so far. */
async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}
