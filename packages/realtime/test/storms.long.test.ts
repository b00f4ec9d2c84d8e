import { expect, test } from 'vitest';
import { geminiStage } from './support/gemini-stage.ts';
import { openaiStage } from './support/openai-stage.ts';
import { gapsIn, piecesIn } from './support/stage-devices.ts';

/** Numbers between 0 and 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Storm {
  readonly refusals: readonly unknown[];
  readonly errors: readonly string[];
  readonly typed: readonly string[];
  readonly page: readonly string[];
  readonly states: readonly string[];
  /** How often the page learned that the connection was lost. */
  readonly lost: number;
  /** Of the microphone's sound, in pieces of 20 ms. */
  readonly gaps: ReturnType<typeof gapsIn>;
  readonly did: Did;
}

/** How much there was of everything. */
interface Did {
  spoken: number;
  answers: number;
  calls: number;
  interrupted: number;
  settings: number;
  /** Lines that were open when they were cut. */
  cuts: number;
  sessions: number;
  pieces: number;
}

function nothing(): Did {
  return {
    ...{ spoken: 0, answers: 0, calls: 0, interrupted: 0 },
    ...{ settings: 0, cuts: 0, sessions: 0, pieces: 0 },
  };
}

/** A conversation in which everything happens at any time. */
async function storm(seed: number, weather: 'fair' | 'cuts' | 'short sessions'): Promise<Storm> {
  const next = random(seed);
  const { stage, openai } = await openaiStage({
    script: {
      pace: 5 + Math.floor(next() * 60),
      transcriptDelay: Math.floor(next() * 1500),
      lifetime: weather === 'short sessions' ? 20 : 3600,
      onAnswer: ({ turn }) => {
        const kind = next();
        const say = {
          say: `Answer ${turn} has some words.`,
          duration: 100 + Math.floor(next() * 1500),
        };
        if (kind < 0.2) return { items: [{ call: 'one' }, { call: 'two', arguments: { turn } }] };
        if (kind < 0.3) return { items: [say, { call: 'one' }] };
        if (kind < 0.4) return { items: [say, { ...say, say: `More of ${turn}.` }] };
        if (kind < 0.45) return {};
        if (kind < 0.5) return { items: [say], status: 'incomplete' };
        return { items: [say] };
      },
    },
  });
  const typed: string[] = [];
  const did = nothing();
  stage.onCall = () => undefined;
  const pending: string[] = [];
  let seen = 0;
  for (let step = 0; step < 14; step += 1) {
    const what = next();
    if (what < 0.3) {
      await stage.speak(200 + next() * 900, 100 + next() * 1200);
      did.spoken += 1;
    } else if (what < 0.55) {
      const text = `Text ${step}.`;
      typed.push(text);
      stage.type(text);
    } else if (what < 0.65) stage.handle({ type: 'interrupt' });
    else if (what < 0.7) {
      stage.send({ type: 'session_settings', system_prompt: `Prompt ${step}.` });
      did.settings += 1;
    } else if (weather === 'cuts' && what < 0.85) {
      did.cuts += Number(stage.socket?.readyState === 1);
      stage.socket?.cut();
    }
    await stage.pass(next() * 1200);
    const calls = stage.messages('tool_call');
    for (const call of calls.slice(seen)) pending.push(String(call['tool_call_id']));
    seen = calls.length;
    while (pending.length > 0 && next() < 0.7) {
      const tool_call_id = pending.shift() ?? '';
      stage.send({ type: 'tool_response', tool_call_id, content: '{"fine":true}' });
    }
  }
  // Until it has come to rest: what was said last, with words that come late, and all that its functions lead to.
  let rest = 0;
  for (let round = 0; rest < 2 && round < 20; round += 1) {
    await stage.pass(2000);
    const calls = stage.messages('tool_call');
    for (const call of calls.slice(seen)) pending.push(String(call['tool_call_id']));
    seen = calls.length;
    rest = pending.length === 0 && (stage.states.at(-1) ?? 'idle') === 'idle' ? rest + 1 : 0;
    for (const tool_call_id of pending.splice(0)) {
      stage.send({ type: 'tool_response', tool_call_id, content: '{"fine":true}' });
    }
  }
  const { page, states, errors } = stage;
  const { sessions } = openai;
  const lost = stage.of('lost').length;
  const sound = sessions.map(({ received }) =>
    received.flatMap(({ audio }) => (typeof audio === 'string' ? piecesIn(audio, 24_000) : [])),
  );
  did.answers = stage.messages('assistant_end').length;
  did.calls = stage.messages('tool_call').length;
  did.interrupted = stage.of('interrupted').length;
  did.sessions = sessions.length;
  did.pieces = sound.flat().length;
  stage.close();
  return {
    refusals: sessions.flatMap((session) => session.refusals),
    errors,
    typed,
    page,
    states,
    lost,
    gaps: gapsIn(sound),
    did,
  };
}

/** How many of each; a few of them where somebody only wants to look. */
const share = Number(process.env['VIVAVOCE_STORMS'] ?? 1);

/** What has not happened often enough by then never does. */
const mostStorms = Math.ceil(400 * share);

/** What so many storms did together: fails where that is less than a storm has. */
class Sum {
  readonly #all = nothing();
  #storms = 0;

  add(did: Did): void {
    this.#storms += 1;
    for (const key of Object.keys(did) as (keyof Did)[]) this.#all[key] += did[key];
  }

  /** @param storms how many there are to be, at least */
  expectEnough(what: string, storms: number): Did {
    const all = this.#all;
    process.stdout.write(`  ${what}, ${this.#storms} storms: ${JSON.stringify(all)}\n`);
    expect(this.#storms, what).toBeGreaterThanOrEqual(storms);
    // Less than half of what the seeds bring would prove less than the names say.
    const least = {
      spoken: 2,
      answers: 2.5,
      calls: 1.5,
      interrupted: 2,
      settings: 0.3,
      pieces: 450,
    };
    for (const [key, of] of Object.entries(least)) {
      expect(all[key as keyof Did], `${what}: ${key}`).toBeGreaterThan(of * this.#storms);
    }
    return all;
  }
}

/** What holds in any weather. */
function expectRest({ page, typed, states, gaps }: Storm, about: string): void {
  const shown = page.filter((line) => line.startsWith('user: Text'));
  expect(shown, about).toEqual(typed.map((text) => `user: ${text}`));
  expect(states.at(-1) ?? 'idle', about).toBe('idle');
  expect(gaps.within, `${about}: gaps in the sound of a session`).toBe(0);
}

/** What holds as long as no line breaks. */
function expectUnnoticed(outcome: Storm, about: string): void {
  expectRest(outcome, about);
  expect(outcome.errors, about).toEqual([]);
  expect(outcome.lost, about).toBe(0);
  expect(outcome.gaps.between, `${about}: sound missing between sessions`).toBe(0);
  expect(
    outcome.page.filter((line) => line.endsWith('…')),
    about,
  ).toEqual([]);
}

test.each([0, 1, 2, 3])(
  'a thousand conversations bring no refusal that is told, no gap in what is heard, and each of them comes to rest: quarter %i',
  async (quarter) => {
    const sum = new Sum();
    const storms = Math.ceil(250 * share);
    for (let seed = 1; seed <= storms; seed += 1) {
      const outcome = await storm(seed + quarter * 250, 'fair');
      const about = `seed ${seed + quarter * 250}`;
      expectUnnoticed(outcome, about);
      // A cancel that crosses the end of what it cancels can't be avoided.
      const avoidable = outcome.refusals.filter(
        (refusal) => (refusal as { code: string }).code !== 'response_cancel_not_active',
      );
      expect(avoidable, about).toEqual([]);
      sum.add(outcome.did);
    }
    expect(sum.expectEnough('fair weather', storms).sessions).toBe(storms);
  },
);

test('over two hundred cuts nothing that was typed is lost, doubled or out of order, and little sound', async () => {
  const sum = new Sum();
  let cuts = 0;
  let missing = 0;
  let pieces = 0;
  for (let seed = 1; cuts < 200 * share && seed <= mostStorms; seed += 1) {
    const outcome = await storm(seed + 5000, 'cuts');
    expectRest(outcome, `seed ${seed}`);
    expect(outcome.lost, `seed ${seed}`).toBeGreaterThanOrEqual(outcome.did.cuts);
    cuts += outcome.did.cuts;
    missing += outcome.gaps.between;
    pieces += outcome.did.pieces;
    sum.add(outcome.did);
  }
  expect(cuts).toBeGreaterThanOrEqual(200 * share);
  expect(sum.expectEnough('cuts', 1).sessions).toBeGreaterThan(cuts);
  // Silence is not kept while there is no line.
  expect(missing).toBeLessThan(pieces / 20);
});

test('over fifty sessions that end nothing is lost or doubled, no error is told, and nobody notices', async () => {
  const sum = new Sum();
  let sessions = 0;
  for (let seed = 1; sessions < 50 * share && seed <= mostStorms; seed += 1) {
    const outcome = await storm(seed + 9000, 'short sessions');
    expectUnnoticed(outcome, `seed ${seed}`);
    sessions += outcome.did.sessions - 1;
    // Only who speaks over the last moment of a session is sent again.
    expect(outcome.gaps.again, `seed ${seed}`).toBeLessThan(100 * outcome.did.sessions);
    sum.add(outcome.did);
  }
  expect(sessions).toBeGreaterThanOrEqual(50 * share);
  sum.expectEnough('short sessions', 1);
});

test('Gemini: over fifty sessions that end and two hundred cuts nothing that was typed is lost, doubled or out of order', async () => {
  let cuts = 0;
  let ends = 0;
  let storms = 0;
  let answers = 0;
  let calls = 0;
  let missing = 0;
  let pieces = 0;
  const enough = (): boolean => cuts >= 200 * share && ends >= 50 * share;
  for (let seed = 1; !enough() && seed <= mostStorms; seed += 1) {
    const about = `seed ${seed}`;
    storms += 1;
    const next = random(seed + 20_000);
    const { stage, gemini } = await geminiStage({
      script: {
        pace: 5 + Math.floor(next() * 60),
        onTurn: ({ turn, to }) =>
          next() < 0.2 && to !== 'tools'
            ? { parts: [{ calls: [{ name: 'one' }, { name: 'two' }] }] }
            : { parts: [{ say: `Answer ${turn}.`, duration: 100 + Math.floor(next() * 1500) }] },
      },
    });
    stage.onCall = () => '{"fine":true}';
    const typed: string[] = [];
    const leaving = new Set<unknown>();
    let lost = 0;
    let tried = 0;
    for (let step = 0; step < 12; step += 1) {
      const what = next();
      if (what < 0.25) await stage.speak(200 + next() * 900, 100 + next() * 1200);
      else if (what < 0.5) {
        const text = `Text ${step}.`;
        typed.push(text);
        stage.type(text);
      } else if (what < 0.6) stage.handle({ type: 'interrupt' });
      else if (what < 0.75) {
        // One that is told so again, or behind its end, does not end once more.
        ends += Number(!leaving.has(gemini.sessions.at(-1)) && stage.socket?.readyState === 1);
        leaving.add(gemini.sessions.at(-1));
        gemini.sessions.at(-1)?.goAway(`${1 + Math.floor(next() * 9)}s`);
      } else {
        tried += 1;
        lost += Number(stage.socket?.readyState === 1);
        stage.socket?.cut();
      }
      await stage.pass(next() * 1500);
    }
    cuts += lost;
    await stage.pass(15_000);
    const shown = stage.page.filter((line) => line.startsWith('user: Text'));
    expect(shown, about).toEqual(typed.map((text) => `user: ${text}`));
    expect(stage.states.at(-1) ?? 'idle', about).toBe('idle');
    expect(stage.of('lost').length, about).toBeLessThanOrEqual(2 * tried);
    expect(
      gemini.sessions.flatMap(({ refusals }) => refusals),
      about,
    ).toEqual([]);
    const sound = gemini.sessions.map(({ received }) =>
      received.flatMap(({ realtimeInput }) => {
        const { audio } = (realtimeInput ?? {}) as { audio?: { data: string } };
        return audio ? piecesIn(audio.data, 16_000) : [];
      }),
    );
    const gaps = gapsIn(sound);
    expect(gaps.within, `${about}: gaps in the sound of a session`).toBe(0);
    missing += gaps.between;
    pieces += sound.flat().length;
    answers += stage.messages('assistant_end').length;
    calls += stage.messages('tool_call').length;
    stage.close();
  }
  process.stdout.write(
    `  Gemini: ${JSON.stringify({ storms, cuts, ends, answers, calls, missing, pieces })}\n`,
  );
  expect(enough()).toBe(true);
  expect(answers).toBeGreaterThan(storms);
  expect(calls).toBeGreaterThan(storms / 4);
  expect(missing).toBeLessThan(pieces / 20);
});
