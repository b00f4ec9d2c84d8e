import { afterAll, expect, test } from 'vitest';
import { FunctionTrace, expectFlow } from '../../../core/test/support/function-trace.ts';
import type * as support from '../support/openai-stage.ts';

// Real sound goes through the real session and translator, to the scripted OpenAI Realtime and back: the page of the architecture has to
// name each stage between the session and the service, in this order, and no way may get longer than its bound.

/** What a stage asks or does beside what is handed on. */
const asides: readonly (string | RegExp)[] = [
  /^\S+ (get|set) /,
  / =>$/,
  // What is known of the conversation, and what is kept of it.
  /^(recent-speech|forget|memory|succession)\.ts /,
  /^evi\.ts (bytesOf|wavHead)$/,
  'utterances.ts sent',
  /^openai-model\.ts (nameOf|usedBy)$/,
  'responses.ts #begin',
  'spoken-items.ts #item',
  'realtime-line.ts #waits',
  /^realtime-line\.ts (settle|current)$/,
];

const trace = await FunctionTrace.begin();
const { openaiStage } = await trace.load<typeof support>(
  'packages/realtime/test/support/openai-stage.ts',
);
afterAll(() => trace.end());

/** Passes time until that has run, and returns what ran between two functions around it, the first included. */
async function between(
  pass: () => Promise<void>,
  wanted: string,
  [first, last]: readonly [string, string],
): Promise<string[]> {
  for (let count = 0; count < 500; count += 1) {
    trace.take();
    await pass();
    const passed = trace.take();
    const at = passed.indexOf(wanted);
    if (at < 0) continue;
    const begin = passed.lastIndexOf(first, at);
    return passed.slice(begin, passed.indexOf(last, begin));
  }
  return expect.fail(`${wanted} never ran.`);
}

test('speech, from the session to the service, and a piece of an answer, from the service to the session', async () => {
  const { stage } = await openaiStage();
  await stage.pass(100);
  const pass = (): Promise<void> => stage.pass(10);
  const up = await between(pass, 'realtime-line.ts send', ['socket.ts send', 'uplink.ts shift']);
  expectFlow('From the session to another service', 10, up, asides);

  stage.type('Hello.');
  const around = ['connection.ts socket.onmessage', 'socket.ts socket.onmessage'] as const;
  const down = await between(pass, 'spoken-items.ts play', around);
  expectFlow('From another service to the session', 9, down, asides);
});
