import { expect, test } from 'vitest';
import { UserTrack } from './user-track.ts';

const ms = 16;
/** A piece of 20 ms whose samples all have this value. */
const piece = (value: number) => new Int16Array(20 * ms).fill(value);

test('sound lies where it was spoken: before the moment its piece arrived', () => {
  const track = new UserTrack();
  track.push(piece(1), 520 * ms);
  track.push(piece(2), 540 * ms);
  expect(track.flush()).toEqual({
    at: 500 * ms,
    samples: Int16Array.of(...piece(1), ...piece(2)),
  });
  expect(track.flush()).toBeUndefined();
});

test('pieces follow each other without a seam, however unevenly they arrive', () => {
  const track = new UserTrack();
  for (const [i, late] of [0, 90, 70, 50, 30, 10, 0].entries()) {
    track.push(piece(i), (1020 + 20 * i + late) * ms);
  }
  expect(track.flush()).toMatchObject({ at: 1000 * ms, samples: { length: 140 * ms } });
});

test('the piece that was least delayed says when a stretch was spoken', () => {
  const track = new UserTrack();
  track.push(piece(1), 1320 * ms);
  track.push(piece(2), 1321 * ms);
  track.push(piece(3), 1322 * ms);
  track.push(piece(4), 1323 * ms);
  expect(track.flush()?.at).toBe(1323 * ms - 4 * 20 * ms);
});

test('after a pause the sound goes on where it was spoken', () => {
  const track = new UserTrack();
  track.push(piece(1), 20 * ms);
  const before = track.push(piece(2), 5020 * ms);
  expect(before).toEqual({ at: 0, samples: piece(1) });
  expect(track.flush()).toEqual({ at: 5000 * ms, samples: piece(2) });
});

test('what comes in a burst after the line stood still has no hole', () => {
  const track = new UserTrack();
  track.push(piece(1), 20 * ms);
  expect(track.push(piece(2), 3000 * ms)).toEqual({ at: 0, samples: piece(1) });
  for (let i = 0; i < 150; i++) track.push(piece(3), 3001 * ms);
  expect(track.flush()?.at).toBe(20 * ms);
});

test('sound is settled once it was gathered for 400 ms, by time and not by length', () => {
  const track = new UserTrack();
  for (let i = 0; i < 20; i++) {
    track.push(piece(1), (i + 1) * 20 * ms);
    expect(track.settle((i + 1) * 20 * ms)).toBeUndefined();
  }
  const first = track.settle(420 * ms);
  expect(first).toMatchObject({ at: 0, samples: { length: 400 * ms } });
  expect(track.settle(2000 * ms)).toBeUndefined();
  track.push(piece(1), 440 * ms);
  expect(track.settle(830 * ms)).toBeUndefined();
  // Nobody speaks any more.
  expect(track.settle(840 * ms)).toMatchObject({ at: 400 * ms, samples: { length: 20 * ms } });
});

test('what is sent far ahead of its time is left out', () => {
  const track = new UserTrack();
  const minute = new Int16Array(60_000 * ms);
  track.push(minute, 0);
  track.push(new Int16Array(ms), 0);
  track.push(new Int16Array(ms), 0);
  expect(track.flush()?.samples.length).toBe(60_001 * ms);
});
