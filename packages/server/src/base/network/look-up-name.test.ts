import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { publicLookupOf } from './look-up-name.ts';

/** A name server that knows the addresses of some names, and does not answer for others. */
async function nameServer(known: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let size = question[at] ?? 0; size > 0; size = question[at] ?? 0) {
      labels.push(question.toString('latin1', at + 1, at + 1 + size));
      at += 1 + size;
    }
    const address = known[labels.join('.').toLowerCase()];
    if (address === undefined) return;
    const isA = question.readUInt16BE(at + 1) === 1;
    const head = Buffer.from(question.subarray(0, at + 5));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(isA ? 1 : 0, 6);
    head.fill(0, 8, 12);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
    socket.send(isA ? Buffer.concat([head, answer]) : head, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${String(socket.address().port)}`;
}

async function found(server: string, name: string): Promise<string | LookupAddress[]> {
  return new Promise((resolve) => {
    publicLookupOf([server])(name, { all: true }, (error, addresses) => {
      resolve(error ? error.message : addresses);
    });
  });
}

it(
  'names whose servers do not answer delay nobody, and are given up after a few seconds',
  { timeout: 20_000 },
  async () => {
    const server = await nameServer({
      'public.example': [93, 184, 215, 14],
      'inside.example': [10, 0, 0, 1],
    });
    const began = performance.now();
    const slow = Array.from({ length: 40 }, (_, i) => found(server, `slow-${String(i)}.example`));
    // The system looks up names in a few threads.
    await lookup('localhost');
    expect(await found(server, 'public.example')).toEqual([
      { address: '93.184.215.14', family: 4 },
    ]);
    expect(await found(server, 'inside.example')).toBe('the address is private');
    expect(performance.now() - began).toBeLessThan(1500);
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['its name was not found']));
    expect(performance.now() - began).toBeLessThan(10_000);
  },
);
