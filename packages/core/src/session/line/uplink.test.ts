import { expect, test } from 'vitest';
import { Uplink } from './uplink.ts';

const chunk = (value: number): ArrayBuffer => new Int16Array(320).fill(value).buffer;

/** An uplink that is emptied whenever a chunk comes, while it is `open`. */
class Wire {
  readonly uplink = new Uplink();
  readonly sent: number[] = [];
  buffered = 0;
  open = true;

  send(samples: ArrayBuffer, voice = false): void {
    this.uplink.put(samples, voice);
    this.drain();
  }

  drain(): void {
    const next = (): string | undefined =>
      this.open ? this.uplink.next(this.buffered) : undefined;
    for (let text = next(); text !== undefined; text = next()) {
      const { data } = JSON.parse(text) as { data: string };
      this.sent.push(atob(data).charCodeAt(0));
      this.uplink.shift();
    }
    this.uplink.trim();
  }
}

test('a chunk goes out at once over a line that takes it', () => {
  const wire = new Wire();
  const { uplink } = wire;
  wire.send(chunk(1));
  wire.send(chunk(2));
  expect(wire.sent).toEqual([1, 2]);
  expect([uplink.sent, uplink.waiting, uplink.dropped, uplink.delay(0)]).toEqual([2, 0, 0, 0]);
});

test('past 500 ms in the socket chunks wait, and go first when it is free again', () => {
  const wire = new Wire();
  const { uplink } = wire;
  wire.send(chunk(1));
  wire.buffered = 26 * 900;
  wire.send(chunk(2));
  wire.send(chunk(3));
  expect(wire.sent).toEqual([1]);
  expect(uplink.waiting).toBe(2);
  expect(uplink.delay(wire.buffered)).toBeGreaterThan(540);
  wire.buffered = 0;
  wire.send(chunk(4));
  expect(wire.sent).toEqual([1, 2, 3, 4]);
  expect(uplink.waiting).toBe(0);
});

test('what has waited longest is dropped, and counted', () => {
  const wire = new Wire();
  wire.open = false;
  const { uplink } = wire;
  uplink.capacity = 100;
  for (let value = 1; value <= 8; value += 1) wire.send(chunk(value));
  expect([uplink.sent, uplink.waiting, uplink.dropped]).toEqual([0, 5, 3]);
  wire.open = true;
  wire.send(chunk(9));
  expect(wire.sent).toEqual([4, 5, 6, 7, 8, 9]);
});

test('what was said and not understood goes again when the line was lost, with what led to it, before what waits', () => {
  const wire = new Wire();
  const { uplink } = wire;
  for (let value = 1; value <= 40; value += 1) wire.send(chunk(value), value > 30);
  wire.open = false;
  uplink.lost();
  wire.send(chunk(41), true);
  wire.open = true;
  wire.sent.length = 0;
  uplink.resumed();
  expect(uplink.hasBacklog).toBe(true);
  wire.drain();
  expect(wire.sent).toEqual(Array.from({ length: 26 }, (_, i) => i + 16));
  expect(uplink.hasBacklog).toBe(false);
});

test('what was understood is not said again, what is being said meanwhile is', () => {
  const wire = new Wire();
  const { uplink } = wire;
  for (let value = 1; value <= 20; value += 1) wire.send(chunk(value), value < 10);
  wire.send(chunk(21), true);
  uplink.acknowledge(180);
  wire.send(chunk(22), true);
  uplink.lost();
  wire.sent.length = 0;
  wire.drain();
  expect(wire.sent).toEqual([21, 22]);
});

test('what was said after the utterance that was understood goes again, whole', () => {
  const wire = new Wire();
  const { uplink } = wire;
  const voiced = (value: number): boolean => value <= 10 || (value > 40 && value <= 50);
  for (let value = 1; value <= 60; value += 1) wire.send(chunk(value), voiced(value));
  uplink.acknowledge(200);
  uplink.lost();
  wire.sent.length = 0;
  wire.drain();
  expect(wire.sent).toEqual(Array.from({ length: 30 }, (_, i) => i + 31));
});

test('what turns out to have been understood before the line was lost does not go again', () => {
  const wire = new Wire();
  const { uplink } = wire;
  for (let value = 1; value <= 40; value += 1) wire.send(chunk(value), value <= 20);
  wire.open = false;
  uplink.lost();
  wire.send(chunk(41), true);
  expect(uplink.mayRepeat).toBe(true);
  uplink.acknowledge(400);
  expect(uplink.mayRepeat).toBe(false);
  wire.open = true;
  wire.sent.length = 0;
  uplink.resumed();
  wire.drain();
  expect(wire.sent).toEqual([41]);
});

test('silence that was sent is not sent again', () => {
  const wire = new Wire();
  const { uplink } = wire;
  for (let value = 1; value <= 100; value += 1) wire.send(chunk(value));
  uplink.lost();
  expect(uplink.waiting).toBe(0);
});

test('what waits is never longer than the ring, and what a broken line may have lost of the rest is counted', () => {
  const wire = new Wire();
  const { uplink } = wire;
  uplink.capacity = 200;
  for (let value = 1; value <= 20; value += 1) wire.send(chunk(value), true);
  uplink.lost();
  expect([uplink.durations, uplink.dropped]).toEqual([{ buffered: 200, dropped: 200 }, 10]);
  wire.open = false;
  wire.send(chunk(21), true);
  expect(uplink.durations).toEqual({ buffered: 200, dropped: 220 });
  wire.open = true;
  wire.sent.length = 0;
  wire.drain();
  expect(wire.sent).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
});
