import { expect, test } from 'vitest';
import { geminiStage } from './support/gemini-stage.ts';
import { openaiStage } from './support/openai-stage.ts';
import { isWhole, piecesIn } from './support/stage-devices.ts';

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
  readonly cuts: number;
  readonly sessions: number;
  /** How often the page learned that the connection was lost. */
  readonly lost: number;
  /** The microphone's sound came whole, piece by piece, to one session after the other. */
  readonly whole: boolean;
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
  let cuts = 0;
  stage.onCall = () => undefined;
  const pending: string[] = [];
  let seen = 0;
  for (let step = 0; step < 14; step += 1) {
    const what = next();
    if (what < 0.3) await stage.speak(200 + next() * 900, 100 + next() * 1200);
    else if (what < 0.55) {
      const text = `Text ${step}.`;
      typed.push(text);
      stage.type(text);
    } else if (what < 0.65) stage.handle({ type: 'interrupt' });
    else if (what < 0.7) stage.send({ type: 'session_settings', system_prompt: `Prompt ${step}.` });
    else if (weather === 'cuts' && what < 0.85) {
      stage.socket?.cut();
      cuts += 1;
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
  const sound = sessions.flatMap(({ received }) =>
    received.flatMap(({ audio }) => (typeof audio === 'string' ? piecesIn(audio, 24_000) : [])),
  );
  stage.close();
  return {
    refusals: sessions.flatMap((session) => session.refusals),
    errors,
    typed,
    page,
    states,
    cuts,
    sessions: sessions.length,
    lost,
    whole: isWhole(sound),
  };
}

/** How many of each; a few of them where somebody only wants to look. */
const share = Number(process.env['VIVAVOCE_STORMS'] ?? 1);

test.each([0, 1, 2, 3])(
  'a thousand conversations bring no refusal that is told, and each of them comes to rest: quarter %i',
  async (quarter) => {
    for (let seed = 1; seed <= 250 * share; seed += 1) {
      const { refusals, errors, states, page, typed } = await storm(seed + quarter * 250, 'fair');
      const about = `seed ${seed + quarter * 250}`;
      // A cancel that crosses the end of what it cancels can't be avoided.
      const avoidable = refusals.filter(
        (refusal) => (refusal as { code: string }).code !== 'response_cancel_not_active',
      );
      expect(avoidable, about).toEqual([]);
      expect(errors, about).toEqual([]);
      expect(states.at(-1) ?? 'idle', about).toBe('idle');
      const shown = page.filter((line) => line.startsWith('user: Text'));
      expect(shown, about).toEqual(typed.map((text) => `user: ${text}`));
      expect(
        page.filter((line) => line.endsWith('…')),
        about,
      ).toEqual([]);
    }
  },
);

test('over two hundred cuts nothing that was typed is lost, doubled or out of order', async () => {
  let cuts = 0;
  for (let seed = 1; cuts < 200 * share; seed += 1) {
    const { page, typed, states, cuts: now } = await storm(seed + 5000, 'cuts');
    cuts += now;
    const shown = page.filter((line) => line.startsWith('user: Text'));
    expect(shown, `seed ${seed}`).toEqual(typed.map((text) => `user: ${text}`));
    expect(states.at(-1) ?? 'idle', `seed ${seed}`).toBe('idle');
  }
});

test('over fifty sessions that end nothing is lost or doubled, no error is told, and nobody notices', async () => {
  let sessions = 0;
  let whole = 0;
  let storms = 0;
  for (let seed = 1; sessions < 50 * share; seed += 1) {
    const outcome = await storm(seed + 9000, 'short sessions');
    const about = `seed ${seed}`;
    sessions += outcome.sessions - 1;
    const shown = outcome.page.filter((line) => line.startsWith('user: Text'));
    expect(shown, about).toEqual(outcome.typed.map((text) => `user: ${text}`));
    expect(outcome.errors, about).toEqual([]);
    expect(outcome.lost, about).toBe(0);
    expect(outcome.states.at(-1) ?? 'idle', about).toBe('idle');
    expect(
      outcome.page.filter((line) => line.endsWith('…')),
      about,
    ).toEqual([]);
    storms += 1;
    if (outcome.whole) whole += 1;
  }
  // Only who speaks over the last moment of a session is sent again.
  expect(whole).toBeGreaterThan(storms / 2);
});

test('Gemini: over fifty sessions that end and two hundred cuts nothing that was typed is lost, doubled or out of order', async () => {
  let cuts = 0;
  let ends = 0;
  for (let seed = 1; cuts < 200 * share || ends < 50 * share; seed += 1) {
    const about = `seed ${seed}`;
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
    let lost = 0;
    for (let step = 0; step < 12; step += 1) {
      const what = next();
      if (what < 0.25) await stage.speak(200 + next() * 900, 100 + next() * 1200);
      else if (what < 0.5) {
        const text = `Text ${step}.`;
        typed.push(text);
        stage.type(text);
      } else if (what < 0.6) stage.handle({ type: 'interrupt' });
      else if (what < 0.75) {
        gemini.sessions.at(-1)?.goAway(`${1 + Math.floor(next() * 9)}s`);
        ends += 1;
      } else {
        stage.socket?.cut();
        lost += 1;
      }
      await stage.pass(next() * 1500);
    }
    cuts += lost;
    await stage.pass(15_000);
    const shown = stage.page.filter((line) => line.startsWith('user: Text'));
    expect(shown, about).toEqual(typed.map((text) => `user: ${text}`));
    expect(stage.states.at(-1) ?? 'idle', about).toBe('idle');
    expect(stage.of('lost').length, about).toBeLessThanOrEqual(2 * lost);
    expect(
      gemini.sessions.flatMap(({ refusals }) => refusals),
      about,
    ).toEqual([]);
    stage.close();
  }
});
