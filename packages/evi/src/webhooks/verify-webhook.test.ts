import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { verifyWebhook } from './verify-webhook.ts';
import { signWebhook } from './webhook-signature.ts';

vi.setConfig({ testTimeout: 60_000 });

const secret = 'the-signing-key';
const now = () => 1_700_000_000_000;
const seconds = 1_700_000_000;
const started = {
  event_name: 'chat_started',
  chat_id: 'a-chat',
  chat_group_id: 'a-group',
  chat_start_type: 'new_chat_group',
  start_time: 1_700_000_000_000,
  later: true,
};
const ended = {
  event_name: 'chat_ended',
  chat_id: 'a-chat',
  chat_group_id: 'a-group',
  duration_seconds: 3,
  end_reason: 'LATER_REASON',
  end_time: 1_700_000_000_000,
};

async function request(
  body: string | Uint8Array<ArrayBuffer>,
  key = secret,
  timestamp = seconds,
): Promise<Request> {
  return new Request('http://app.test', {
    method: 'POST',
    body,
    headers: await signWebhook(body, key, timestamp),
  });
}

test('the signature is Node’s own HMAC-SHA256 over body, full stop and timestamp', async () => {
  const body = '{"a":"ü"}';
  expect(await signWebhook(body, secret, seconds)).toEqual({
    'X-Hume-AI-Webhook-Timestamp': String(seconds),
    'X-Hume-AI-Webhook-Signature': createHmac('sha256', secret)
      .update(`${body}.${seconds}`)
      .digest('hex'),
  });
});

test.each([started, ended])(
  'a rightly signed $event_name is its event, unknown fields and values in it',
  async (event) => {
    const result = await verifyWebhook(await request(JSON.stringify(event)), secret, { now });
    expect(result).toEqual({ kind: event.event_name, event });
  },
);

test.each([started, ended])(
  'an event without its name is known by what it has: $event_name',
  async ({ event_name, ...event }) => {
    const result = await verifyWebhook(await request(JSON.stringify(event)), secret, { now });
    expect(result).toEqual({ kind: event_name, event });
  },
);

test.each([{ event_name: 'chat_dreamt', tool: 'x' }, { event_name: 'constructor' }, {}])(
  'an unknown event passes whole: %j',
  async (event) => {
    const result = await verifyWebhook(await request(JSON.stringify(event)), secret, { now });
    expect(result).toEqual({ kind: 'unknown', name: event.event_name, event });
  },
);

test('a key that replaces another is accepted beside it', async () => {
  const body = JSON.stringify(ended);
  for (const key of ['old', 'new']) {
    const result = await verifyWebhook(await request(body, key), ['old', 'new'], { now });
    expect(result.kind).toBe('chat_ended');
  }
});

test.each([-180, 180])('a timestamp %i s away is accepted, one more is stale', async (away) => {
  const body = JSON.stringify(ended);
  const further = away + Math.sign(away);
  expect(
    (await verifyWebhook(await request(body, secret, seconds + away), secret, { now })).kind,
  ).toBe('chat_ended');
  expect(
    await verifyWebhook(await request(body, secret, seconds + further), secret, { now }),
  ).toMatchObject({ reason: 'stale' });
});

test('the clock is the default time', async () => {
  const fresh = await request(JSON.stringify(ended), secret, Math.floor(Date.now() / 1000));
  expect((await verifyWebhook(fresh, secret)).kind).toBe('chat_ended');
  expect(await verifyWebhook(await request('{}'), secret)).toMatchObject({ reason: 'stale' });
});

test.each([
  ['no signature', { 'X-Hume-AI-Webhook-Timestamp': String(seconds) }],
  ['no timestamp', { 'X-Hume-AI-Webhook-Signature': '0'.repeat(64) }],
  [
    'a short signature',
    { 'X-Hume-AI-Webhook-Timestamp': String(seconds), 'X-Hume-AI-Webhook-Signature': 'ab' },
  ],
  [
    'a signature not of hex',
    {
      'X-Hume-AI-Webhook-Timestamp': String(seconds),
      'X-Hume-AI-Webhook-Signature': 'z'.repeat(64),
    },
  ],
  [
    'a timestamp not of digits',
    { 'X-Hume-AI-Webhook-Timestamp': '1e9', 'X-Hume-AI-Webhook-Signature': '0'.repeat(64) },
  ],
])('%s is refused before the body is read', async (_, headers) => {
  const unread = new Request('http://app.test', { method: 'POST', body: '{}', headers });
  expect(await verifyWebhook(unread, secret, { now })).toMatchObject({
    kind: 'rejected',
    reason: 'no-signature',
  });
  expect(unread.bodyUsed).toBe(false);
});

test('another key, body or timestamp than the signed is refused', async () => {
  const body = JSON.stringify(ended);
  const headers = await signWebhook(body, secret, seconds);
  const forged = [
    await request(body, 'another key'),
    new Request('http://app.test', { method: 'POST', body: `${body} `, headers }),
    new Request('http://app.test', {
      method: 'POST',
      body,
      headers: { ...headers, 'X-Hume-AI-Webhook-Timestamp': String(seconds + 1) },
    }),
  ];
  for (const one of forged) {
    expect(await verifyWebhook(one, secret, { now })).toMatchObject({
      kind: 'rejected',
      reason: 'bad-signature',
    });
  }
});

test('any single bit changed in the body is noticed', async () => {
  const body = new TextEncoder().encode(JSON.stringify(ended));
  const headers = await signWebhook(body, secret, seconds);
  await fc.assert(
    fc.asyncProperty(fc.nat(body.length * 8 - 1), async (bit) => {
      const changed = body.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const forged = new Request('http://app.test', { method: 'POST', body: changed, headers });
      expect((await verifyWebhook(forged, secret, { now })).kind).toBe('rejected');
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('what is rightly signed but no event is malformed', async () => {
  const bodies = ['', 'no json', 'null', '[]', '7', '{"event_name":"chat_ended"}'];
  for (const body of bodies) {
    expect(await verifyWebhook(await request(body), secret, { now })).toMatchObject({
      reason: 'malformed',
    });
  }
  expect(await verifyWebhook(await request(Uint8Array.of(0xff)), secret, { now })).toMatchObject({
    reason: 'malformed',
  });
});

test('a body too long is not read to its end', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    body: endless,
    headers: await signWebhook('', secret, seconds),
    duplex: 'half',
  };
  const result = await verifyWebhook(new Request('http://app.test', init), secret, {
    now,
    maxBytes: 5000,
  });
  expect(result).toMatchObject({ kind: 'rejected', reason: 'too-large' });
  expect(pulled).toBeLessThan(20);
});

test('a body read before or broken off is unreadable', async () => {
  const read = await request(JSON.stringify(ended));
  await read.text();
  expect(await verifyWebhook(read, secret, { now })).toMatchObject({ reason: 'unreadable' });
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) });
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    body: broken,
    headers: await signWebhook('', secret, seconds),
    duplex: 'half',
  };
  expect(await verifyWebhook(new Request('http://app.test', init), secret, { now })).toMatchObject({
    reason: 'unreadable',
  });
});

test.each([[''], [[]], [['good', '']]])('no secret is a mistake told at once: %j', async (none) => {
  await expect(verifyWebhook(await request('{}'), none)).rejects.toThrow(
    /^Failed to verify the webhook: /,
  );
});

test('signatures are compared by WebCrypto, which takes the same time wherever they differ', async () => {
  const verify = vi.spyOn(crypto.subtle, 'verify');
  await verifyWebhook(await request('{}'), ['one', 'two'], { now });
  expect(verify).toHaveBeenCalledTimes(2);
});

test.each([
  { toleranceSeconds: NaN },
  { toleranceSeconds: -1 },
  { maxBytes: NaN },
  { toleranceSeconds: '180' as never },
])('a limit that is none lets nothing pass: %o', async (limit) => {
  const old = await request(JSON.stringify(started), secret, 1);
  await expect(verifyWebhook(old, secret, { now, ...limit })).rejects.toThrow(TypeError);
});

test('limits that are undefined are the usual ones', async () => {
  const options = { now, toleranceSeconds: undefined, maxBytes: undefined };
  const body = JSON.stringify(started);
  expect(await verifyWebhook(await request(body), secret, options)).toMatchObject({
    kind: 'chat_started',
  });
  expect(await verifyWebhook(await request(body, secret, 1), secret, options)).toMatchObject({
    reason: 'stale',
  });
});
