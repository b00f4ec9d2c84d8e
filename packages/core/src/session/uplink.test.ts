import { expect, test } from 'vitest';
import { Uplink } from './uplink.ts';

const chunk = (value: number): ArrayBuffer => new Int16Array(320).fill(value).buffer;

function line(): {
  bufferedAmount: number;
  open: boolean;
  sent: number[];
  send(text: string): boolean;
} {
  return {
    bufferedAmount: 0,
    open: true,
    sent: [],
    send(text) {
      if (!this.open) return false;
      const { data } = JSON.parse(text) as { data: string };
      this.sent.push(atob(data).charCodeAt(0));
      return true;
    },
  };
}

test('a chunk goes out at once over a line that takes it', () => {
  const wire = line();
  const uplink = new Uplink(wire);
  uplink.send(chunk(1), 20);
  uplink.send(chunk(2), 20);
  expect(wire.sent).toEqual([1, 2]);
  expect([uplink.sent, uplink.kept, uplink.dropped, uplink.delay]).toEqual([2, 0, 0, 0]);
});

test('past 500 ms in the socket chunks wait, and go first when it is free again', () => {
  const wire = line();
  const uplink = new Uplink(wire);
  uplink.send(chunk(1), 20);
  wire.bufferedAmount = 26 * 900;
  uplink.send(chunk(2), 20);
  uplink.send(chunk(3), 20);
  expect(wire.sent).toEqual([1]);
  expect(uplink.kept).toBe(2);
  expect(uplink.delay).toBeGreaterThan(540);
  wire.bufferedAmount = 0;
  uplink.send(chunk(4), 20);
  expect(wire.sent).toEqual([1, 2, 3, 4]);
  expect(uplink.kept).toBe(0);
});

test('what has waited longest is dropped, and counted', () => {
  const wire = line();
  wire.open = false;
  const uplink = new Uplink(wire, 100);
  for (let value = 1; value <= 8; value += 1) uplink.send(chunk(value), 20);
  expect([uplink.sent, uplink.kept, uplink.dropped]).toEqual([0, 5, 3]);
  wire.open = true;
  uplink.send(chunk(9), 20);
  expect(wire.sent).toEqual([5, 6, 7, 8, 9]);
});
