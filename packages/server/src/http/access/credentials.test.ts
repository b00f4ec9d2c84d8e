import { decode, sign } from 'hono/jwt';
import { expect, it, vi } from 'vitest';
import { ownerOf } from '../../base/key-pair.ts';
import type { ApiKeyPair } from '../../base/key-pair.ts';
import { Credentials } from './credentials.ts';
import type { IssuedToken } from './credentials.ts';

const pair = { apiKey: 'key', secretKey: 'secret' };
const ours = { owner: ownerOf(pair) };
const credentialsOf = (pairs: readonly ApiKeyPair[]) =>
  new Credentials({ pairs, signingKey: 'signing key' });
const seconds = () => Math.floor(Date.now() / 1000);
const tokenIn = (issued: IssuedToken | string) =>
  typeof issued === 'string' ? issued : issued.access_token;

it('a token is good for half an hour, and not a moment longer', async () => {
  const credentials = credentialsOf([pair]);
  const issued = await credentials.issue(pair);
  expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 1800 });
  const accessToken = tokenIn(issued);
  expect(await credentials.accept({ accessToken })).toMatchObject(ours);
  const claims = { ...decode(accessToken).payload, iat: seconds() - 1801, exp: seconds() - 1 };
  const old = await sign(claims, 'signing key', 'HS256');
  expect(await credentials.accept({ accessToken: old })).toBe('refused');
});

it('a token is refused that another key or another algorithm has signed, or nobody', async () => {
  const credentials = credentialsOf([pair]);
  const issued = tokenIn(await credentials.issue(pair));
  const claims = { ...decode(issued).payload };
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const accessToken of [
    await sign(claims, 'another key', 'HS256'),
    await sign(claims, 'signing key', 'HS512'),
    await sign(claims, pair.secretKey, 'HS256'),
    `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`,
    '',
    'a.b.c',
  ]) {
    expect(await credentials.accept({ accessToken })).toBe('refused');
  }
});

it('a key is good as a whole, not in part, and a secret key opens nothing', async () => {
  const credentials = credentialsOf([pair]);
  expect(await credentials.accept({ apiKey: 'key' })).toMatchObject(ours);
  for (const apiKey of ['', 'ke', 'keyy', 'KEY', 'secret']) {
    expect(await credentials.accept({ apiKey })).toBe('refused');
  }
  expect(await credentials.issue({ apiKey: 'key', secretKey: 'secre' })).toBe('refused');
  expect(await credentials.accept({})).toBe('refused');
});

it('a token ends with the keys it was made under', async () => {
  const [kept, gone] = [pair, { apiKey: 'other', secretKey: 'pair' }];
  const before = credentialsOf([kept, gone]);
  const open = credentialsOf([]);
  const after = credentialsOf([kept]);
  const sameKey = credentialsOf([{ ...kept, secretKey: 'new' }]);
  const ofKept = { accessToken: tokenIn(await before.issue(kept)) };
  expect(await after.accept(ofKept)).toMatchObject(ours);
  expect(await sameKey.accept(ofKept)).toBe('refused');
  expect(await after.accept({ accessToken: tokenIn(await before.issue(gone)) })).toBe('refused');
  expect(await after.accept({ accessToken: tokenIn(await open.issue(gone)) })).toBe('refused');
});

it('a clock that is put back voids no token, and makes none last longer', async () => {
  const credentials = credentialsOf([pair]);
  const ahead = await sign(
    { ...decode(tokenIn(await credentials.issue(pair))).payload, iat: seconds() + 7200 },
    'signing key',
    'HS256',
  );
  expect(await credentials.accept({ accessToken: ahead })).toMatchObject(ours);
  const claims = { ...decode(ahead).payload, exp: seconds() - 10 };
  const over = { accessToken: await sign(claims, 'signing key', 'HS256') };
  using _ = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 7_200_000);
  expect(await credentials.accept({ accessToken: ahead })).toMatchObject(ours);
  expect(await credentials.accept(over)).toBe('refused');
});

it('of an address that guesses, keys are not looked at for a while; its tokens and what was right before are', async () => {
  const credentials = credentialsOf([pair]);
  const address = '192.0.2.1';
  const accessToken = tokenIn(await credentials.issue(pair, { address }));
  for (let i = 0; i < 20; i++)
    await credentials.issue({ ...pair, secretKey: String(i) }, { address });
  expect(await credentials.accept({ apiKey: 'key', address })).toBe('slowed');
  expect(await credentials.accept({ accessToken, address })).toMatchObject(ours);
  expect(await credentials.accept({ address })).toBe('refused');
  expect(await credentials.issue(pair, { address })).toHaveProperty('access_token');
  expect(await credentials.accept({ apiKey: 'key', address: '192.0.2.2' })).toMatchObject(ours);
});
