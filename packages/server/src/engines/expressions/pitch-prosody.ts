import { setImmediate } from 'node:timers/promises';
import { linear16ToFloat } from '@vivavoce/evi';
import type { EmotionScores } from '@vivavoce/evi';
import { PitchDetector } from 'pitchy';
import { scoreVoice } from './expression-rules.ts';
import type { VoiceMeasures } from './expression-rules.ts';
import type { Prosody } from './prosody.ts';
import type { Pcm } from '../../audio/pcm.ts';

/** Long enough for two periods of the deepest voice. */
const windowSeconds = 0.04;
const hopSeconds = 0.04;
const clearEnough = 0.85;
const lowestPitch = 65;
const highestPitch = 450;
/** Windows between two looks at the rest of the server: some 4 ms of work. */
const windowsAtOnce = 16;

/**
 * Scores from pitch, loudness and rate by the rules in `expression-rules.ts`: a heuristic, not a measurement of emotion.
 * The same audio gives the same scores.
 */
export function createPitchProsody(): Prosody {
  return {
    name: 'pitch-loudness-rate',
    heuristic: true,
    score: async (speech): Promise<EmotionScores> => scoreVoice(await measureVoice(speech)),
  };
}

/** Pitch, loudness and rate of one stretch of speech. Gives way to other work as it goes. */
export async function measureVoice({ samples, sampleRate }: Pcm): Promise<VoiceMeasures> {
  const size = Math.round(windowSeconds * sampleRate);
  const hop = Math.round(hopSeconds * sampleRate);
  const detector = PitchDetector.forFloat32Array(size);
  const audio = linear16ToFloat(samples);
  const pitches: number[] = [];
  const levels: number[] = [];
  for (let at = 0, count = 1; at + size <= audio.length; at += hop, count++) {
    const window = audio.subarray(at, at + size);
    const level = rootMeanSquare(window);
    levels.push(level);
    if (level > 0.003) {
      const [pitch, clarity] = detector.findPitch(window, sampleRate);
      if (clarity >= clearEnough && pitch >= lowestPitch && pitch <= highestPitch)
        pitches.push(pitch);
    }
    if (count % windowsAtOnce === 0) await setImmediate();
  }
  const loudest = Math.max(0, ...levels);
  const voiced = levels.filter((level) => level > loudest / 8 && level > 0.003);
  const middle = median(pitches);
  return {
    pitchHz: middle,
    pitchSpread:
      middle === 0 ? 0 : mean(pitches.map((pitch) => Math.abs(12 * Math.log2(pitch / middle)))),
    loudnessDb: voiced.length === 0 ? -60 : 20 * Math.log10(mean(voiced)),
    syllablesPerSecond: peaks(levels, loudest) / Math.max(0.2, (levels.length * hop) / sampleRate),
    voicedShare: levels.length === 0 ? 0 : voiced.length / levels.length,
  };
}

// A syllable has one vowel and a vowel is a hill of loudness: hills that rise clearly out of their valleys are counted.
function peaks(levels: readonly number[], loudest: number): number {
  const rise = loudest / 8;
  let count = 0;
  let valley = 0;
  let summit = 0;
  let climbing = false;
  for (const level of [...levels, 0]) {
    if (climbing) {
      summit = Math.max(summit, level);
      if (level < summit - rise) {
        count += 1;
        climbing = false;
        valley = level;
      }
    } else {
      valley = Math.min(valley, level);
      if (level > valley + rise) {
        climbing = true;
        summit = level;
      }
    }
  }
  return count;
}

function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
