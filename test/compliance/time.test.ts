import { expect, test } from 'vitest';
import { createServer } from '../../packages/server/src/index.ts';
import { said, serve, serveInTime, taken } from './support/house.ts';

/** What a sentence takes at the client: its second, and what is added for the way there. */
const sentenceMs = 1150;
const off = { enabled: false };

test('greeting: the assistant speaks first, in its own words without a text, and not when a group is resumed', async () => {
  for (const [text, expected] of [
    ['Welcome!', 'Welcome!'],
    [undefined, 'Answer 1.'],
  ] as const) {
    const greeting = { enabled: true, ...(text && { text }) };
    await using house = await serve({ config: { event_messages: { on_new_chat: greeting } } });
    const client = await house.enter();
    await client.next('assistant_end');
    expect(said(client)).toEqual([expected]);
    const { chat_group_id: group } = await client.next('chat_metadata');
    await client.close();
    const resumed = await house.enter(`?resumed_chat_group_id=${group}`);
    await taken(resumed);
    expect(said(resumed)).toEqual([]);
  }
});

test('nudges: one comes after so many seconds of silence, and again after as many', async () => {
  await using house = await serveInTime({ nudges: { enabled: true, interval_secs: 7 } });
  const client = await house.enter();
  house.clock.advance(6900);
  await taken(client);
  expect(said(client)).toEqual([]);
  for (const nudge of [1, 2]) {
    house.clock.advance(7100);
    await client.next('assistant_end', nudge);
    house.clock.advance(sentenceMs);
    await taken(client);
  }
  expect(said(client)).toHaveLength(2);
});

test('inactivity: without a message a silent Chat ends at once, after 120 seconds by default', async () => {
  for (const [seconds, timeouts] of [
    [120, undefined],
    [40, { inactivity: { enabled: true, duration_secs: 40 } }],
  ] as const) {
    await using house = await serveInTime(timeouts ? { timeouts } : {});
    const client = await house.enter();
    house.clock.advance(seconds * 1000 - 100);
    await taken(client);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    house.clock.advance(200);
    expect(await client.closed).toEqual({ code: 1000, reason: 'inactivity_timeout' });
    expect(said(client)).toEqual([]);
  }
});

test('inactivity-message: it is said, and the Chat ends 15 seconds later', async () => {
  await using house = await serveInTime({
    event_messages: { on_inactivity_timeout: { enabled: true, text: 'Still there?' } },
    timeouts: { inactivity: { enabled: true, duration_secs: 60 } },
  });
  const client = await house.enter();
  house.clock.advance(60_100);
  await client.next('assistant_end');
  expect(said(client)).toEqual(['Still there?']);
  house.clock.advance(sentenceMs);
  await taken(client);
  house.clock.advance(14_800);
  await taken(client);
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  house.clock.advance(300);
  expect((await client.closed).reason).toBe('inactivity_timeout');
});

test('max-duration: a Chat ends after 1,800 seconds, also when the timeout is off', async () => {
  for (const [seconds, limit] of [
    [1800, undefined],
    [1800, off],
    [90, { enabled: true, duration_secs: 90 }],
  ] as const) {
    const timeouts = { inactivity: off, ...(limit && { max_duration: limit }) };
    await using house = await serveInTime({ timeouts });
    const client = await house.enter();
    // Somebody types now and then, so that it is not for silence.
    for (let at = 60; at < seconds; at += 60) {
      house.clock.advance(60_000);
      client.send({ type: 'pause_assistant_message' });
      client.send({ type: 'user_input', text: 'still here' });
      await taken(client);
    }
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    house.clock.advance(61_000);
    expect((await client.closed).reason).toBe('max_duration_timeout');
  }
});

test('timeout-bounds: 30 and 1,800 seconds are taken, 29 and 1,801 refused', async () => {
  for (const duration_secs of [29, 30, 1800, 1801]) {
    const timeouts = { inactivity: { enabled: true, duration_secs } };
    const right = duration_secs === 30 || duration_secs === 1800;
    const listening = createServer({ port: 0, recogniser: 'none', config: { timeouts } }).listen();
    if (right) await (await listening).close();
    else await expect(listening).rejects.toMatchObject({ reason: 'invalid-option' });
  }
});
