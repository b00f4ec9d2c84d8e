import { expect, test } from 'vitest';
import { AssistantTrack } from './assistant-track.ts';

test('what was heard is told once, cut at the moment it is asked for', () => {
  const track = new AssistantTrack();
  track.push(100, Int16Array.of(1, 2, 3, 4));
  track.push(104, Int16Array.of(5, 6));
  expect(track.heardUntil(100)).toEqual([]);
  expect(track.heardUntil(103)).toEqual([{ at: 100, samples: Int16Array.of(1, 2, 3) }]);
  expect(track.heardUntil(105)).toEqual([
    { at: 103, samples: Int16Array.of(4) },
    { at: 104, samples: Int16Array.of(5) },
  ]);
});

test('what is forgotten is never heard', () => {
  const track = new AssistantTrack();
  track.push(0, Int16Array.of(1, 2));
  expect(track.heardUntil(1)).toEqual([{ at: 0, samples: Int16Array.of(1) }]);
  track.forget();
  expect(track.heardUntil(10)).toEqual([]);
});

test('what has not been heard moves to the next Chat', () => {
  const track = new AssistantTrack();
  track.push(100, Int16Array.of(1, 2));
  track.shift(90);
  expect(track.heardUntil(20)).toEqual([{ at: 10, samples: Int16Array.of(1, 2) }]);
});
