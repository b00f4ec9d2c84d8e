import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { clientAddressBy } from './client-address.ts';

const from = (forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress: '10.0.0.1' } as Socket,
});

it('without a trusted proxy a forged X-Forwarded-For counts for nothing', () => {
  expect(clientAddressBy()(from('192.0.2.1'))).toBe('10.0.0.1');
});

it.each([
  [undefined, '10.0.0.1'],
  ['192.0.2.1', '192.0.2.1'],
  ['forged, 198.51.100.7 , 192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['192.0.2.1, unknown', '10.0.0.1'],
  ['', '10.0.0.1'],
])('of %j a trusted proxy has added the last: %s', (given, address) => {
  expect(clientAddressBy(true)(from(given))).toBe(address);
});
