import { expect, test } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { checkFormat, chunkLength, defaultWireFormat } from './format.ts';
import type { WireFormat } from './format.ts';

const check = (format: Partial<WireFormat>): void =>
  checkFormat({ ...defaultWireFormat, ...format });

test('the default is 20 ms at 16 kHz', () => {
  expect(defaultWireFormat).toEqual({ sampleRate: 16_000, chunkDuration: 20 });
  check({});
  expect(chunkLength(defaultWireFormat)).toBe(320);
});

test.each([
  [8_000, 20, 160],
  [48_000, 100, 4_800],
  [44_100, 30, 1_323],
  [22_050, 20, 441],
])('%i Hz in chunks of %i ms is %i samples', (sampleRate, chunkDuration, length) => {
  check({ sampleRate, chunkDuration });
  expect(chunkLength({ sampleRate, chunkDuration })).toBe(length);
});

test.each([
  [{ sampleRate: 7_999 }, '8000 to 48000 Hz'],
  [{ sampleRate: 48_001 }, '8000 to 48000 Hz'],
  [{ sampleRate: 16_000.5 }, '8000 to 48000 Hz'],
  [{ sampleRate: NaN }, '8000 to 48000 Hz'],
  [{ chunkDuration: 19 }, '20 to 100 ms'],
  [{ chunkDuration: 101 }, '20 to 100 ms'],
  [{ chunkDuration: 20.5 }, '20 to 100 ms'],
  [{ chunkDuration: Infinity }, '20 to 100 ms'],
  [{ sampleRate: 11_025, chunkDuration: 20 }, '40 ms'],
  [{ sampleRate: 11_025, chunkDuration: 60 }, '40 ms'],
])('%j is refused with the fix in the message', (format, fix) => {
  expect(() => check(format)).toThrow(VoiceError);
  expect(() => check(format)).toThrow(fix);
  expect(() => check(format)).toThrow(expect.objectContaining({ reason: 'usage' }));
});

test('the fix that is named for a half sample is itself accepted', () => {
  check({ sampleRate: 11_025, chunkDuration: 40 });
  expect(chunkLength({ sampleRate: 11_025, chunkDuration: 40 })).toBe(441);
});
