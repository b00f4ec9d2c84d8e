import { sign } from 'hono/jwt';
import { expect, it } from 'vitest';
import { Credentials } from './credentials.ts';

const pair = { apiKey: 'key', secretKey: 'secret' };
const seconds = () => Math.floor(Date.now() / 1000);

it('a token is good for half an hour, and not a moment longer', async () => {
  const credentials = new Credentials([pair], 'signing key');
  const issued = await credentials.issue(pair);
  expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 1800 });
  expect(await credentials.accept({ accessToken: issued?.access_token ?? '' })).toBe(true);
  const claims = { iat: seconds() - 1801, exp: seconds() - 1 };
  const old = await sign(claims, 'signing key', 'HS256');
  expect(await credentials.accept({ accessToken: old })).toBe(false);
});

it('a token is refused that another key or another algorithm has signed, or nobody', async () => {
  const credentials = new Credentials([pair], 'signing key');
  const claims = { iat: seconds(), exp: seconds() + 1000 };
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const accessToken of [
    await sign(claims, 'another key', 'HS256'),
    await sign(claims, 'signing key', 'HS512'),
    await sign(claims, pair.secretKey, 'HS256'),
    `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    '',
    'a.b.c',
  ]) {
    expect(await credentials.accept({ accessToken })).toBe(false);
  }
});

it('a key is good as a whole, not in part, and a secret key opens nothing', async () => {
  const credentials = new Credentials([pair], 'signing key');
  expect(await credentials.accept({ apiKey: 'key' })).toBe(true);
  for (const apiKey of ['', 'ke', 'keyy', 'KEY', 'secret']) {
    expect(await credentials.accept({ apiKey })).toBe(false);
  }
  expect(await credentials.issue({ apiKey: 'key', secretKey: 'secre' })).toBeUndefined();
  expect(await credentials.accept({})).toBe(false);
});
