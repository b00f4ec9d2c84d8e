import { expect, test } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { chunkLength, defaultWireFormat, wireFormat } from './format.ts';

test('the default is 20 ms at 16 kHz', () => {
  expect(wireFormat()).toEqual({ sampleRate: 16_000, chunkDuration: 20 });
  expect(chunkLength(defaultWireFormat)).toBe(320);
});

test.each([
  [8_000, 20, 160],
  [48_000, 100, 4_800],
  [44_100, 30, 1_323],
  [22_050, 20, 441],
])('%i Hz in chunks of %i ms is %i samples', (sampleRate, chunkDuration, length) => {
  expect(chunkLength(wireFormat({ sampleRate, chunkDuration }))).toBe(length);
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
  expect(() => wireFormat(format)).toThrow(VoiceError);
  expect(() => wireFormat(format)).toThrow(fix);
  expect(() => wireFormat(format)).toThrow(expect.objectContaining({ reason: 'usage' }));
});

test('the fix that is named for a half sample is itself accepted', () => {
  expect(chunkLength(wireFormat({ sampleRate: 11_025, chunkDuration: 40 }))).toBe(441);
});
