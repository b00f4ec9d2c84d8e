import { VoiceError } from '../base/voice-error.ts';
import { checkRange } from '../base/check-range.ts';

/** Sound as it goes to the server: linear16 (signed 16-bit little-endian), mono, cut into chunks of equal length. */
export interface WireFormat {
  /** Hz, a whole number from 8,000 to 48,000. */
  readonly sampleRate: number;
  /** ms of sound in a chunk, a whole number from 20 to 100. */
  readonly chunkDuration: number;
}

/** The default: 20 ms chunks at 16 kHz. */
export const defaultWireFormat: WireFormat = { sampleRate: 16_000, chunkDuration: 20 };

/**
 * @throws VoiceError `usage` for a rate or a duration that is out of bounds or not whole, or for two that make a chunk
 * of half a sample.
 */
export function checkFormat(format: WireFormat): void {
  const { sampleRate, chunkDuration } = format;
  checkRange('sampleRate', whole(sampleRate), 8_000, 48_000, ' Hz');
  checkRange('chunkDuration', whole(chunkDuration), 20, 100, ' ms');
  const length = chunkLength(format);
  if (Number.isInteger(length)) return;
  throw VoiceError.usage(
    `${chunkDuration} ms at ${sampleRate} Hz are ${length} samples. Did you mean 40 ms?`,
  );
}

/** Samples in one chunk. */
export function chunkLength({ sampleRate, chunkDuration }: WireFormat): number {
  return (sampleRate * chunkDuration) / 1000;
}

/** NaN for a fraction, which is out of all bounds. */
function whole(value: number): number {
  return Number.isInteger(value) ? value : NaN;
}
