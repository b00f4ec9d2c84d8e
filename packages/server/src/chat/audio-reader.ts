import { bytesToLinear16, floatToLinear16, WavStream } from '@vivavoce/evi';
import type { AudioConfiguration, Wav } from '@vivavoce/evi';
import { containerOf } from '../speech/audio-container.ts';
import type { AudioContainer } from '../speech/audio-container.ts';
import { FfmpegProcess } from '../speech/ffmpeg-process.ts';
import { Resampler } from '../speech/resampler.ts';
import { speechRate } from '../speech/voice-activity.ts';

/** Decoders of one Chat at a time. A recorder that is restarted needs two for a moment. */
const mostProcesses = 3;

/** The rates of a WAV that is read, in Hz. */
const rates = { least: 8000, most: 192_000 };
/** What can be wrong with audio. */
export type AudioFault =
  | 'audio_not_configured'
  | 'audio_cut_sample'
  | 'audio_format_unsupported'
  | 'audio_decoder_missing'
  | 'audio_not_decodable'
  | 'audio_too_far_ahead';

/** What an {@link AudioReader} needs and tells. */
export interface AudioReaderParts {
  /** The path of ffmpeg; undefined where it is not installed. */
  ffmpeg: string | undefined;
  /** Mono, 16 kHz. */
  onSamples: (samples: Int16Array) => void;
  /** Told at most once for each beginning of something that can't be read. */
  onFault: (fault: AudioFault) => void;
}

/** How the bytes are read. `deaf`: what is sent can't be read, and that was said. */
type Mode =
  | { kind: 'undeclared' | 'deaf' }
  | { kind: 'linear16'; channels: number; resampler: Resampler | undefined }
  | { kind: 'wav'; stream: WavStream; rate: number; resampler: Resampler | undefined }
  | { kind: 'container'; process: FfmpegProcess };

/**
 * The user's audio, from bytes to samples: linear16 as it was declared; else WAV, or WebM, Ogg and MP4, known by their first
 * bytes and decoded by ffmpeg. A container that begins anew, as a recorder that was restarted does, follows the one before.
 */
export class AudioReader {
  readonly #parts: AudioReaderParts;
  readonly #processes = new Set<FfmpegProcess>();
  #mode: Mode = { kind: 'undeclared' };
  /** Too few bytes to know by what they are. */
  #beginning: Uint8Array = new Uint8Array();
  #closed = false;

  constructor(parts: AudioReaderParts) {
    this.#parts = parts;
  }

  /** Says how the bytes to come are to be read. @returns what is wrong with it, or undefined. */
  configure({ encoding, channels, sample_rate: rate }: AudioConfiguration): string | undefined {
    if (encoding !== 'linear16') return 'encoding must be linear16';
    if (channels !== 1 && channels !== 2) return 'channels must be 1 or 2';
    if (rate < 8000 || rate > 48_000) return 'sample_rate must be between 8000 and 48000 Hz';
    if (this.#mode.kind === 'container') this.#mode.process.end();
    // What is sent as it is heard goes through untouched: it is the usual case, and a fifth of the work.
    const resampler = rate === speechRate ? undefined : new Resampler(rate, speechRate);
    this.#mode = { kind: 'linear16', channels, resampler };
    return undefined;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    if (this.#closed || bytes.length === 0) return;
    if (this.#mode.kind === 'linear16') {
      const { channels, resampler } = this.#mode;
      if (bytes.length % (2 * channels) !== 0) this.#parts.onFault('audio_cut_sample');
      else {
        const samples = mixed(bytesToLinear16(bytes), channels);
        this.#parts.onSamples(resampler?.process(samples) ?? samples);
      }
      return;
    }
    const { kind } = this.#mode;
    if (kind === 'container' || kind === 'wav') this.#read(bytes);
    else {
      const begun = Buffer.concat([this.#beginning, bytes]);
      const cut = containerOf(begun) === 'cut';
      this.#beginning = cut ? begun : new Uint8Array();
      if (!cut) this.#read(begun);
    }
  }

  /** Ends what decodes. */
  close(): void {
    this.#closed = true;
    for (const process of this.#processes) process.kill();
  }

  #read(bytes: Uint8Array): void {
    const container = containerOf(bytes);
    if (container !== undefined && container !== 'cut') this.#begin(container);
    if (this.#mode.kind === 'wav') this.#readWav(this.#mode, bytes);
    else if (this.#mode.kind === 'container') this.#mode.process.write(bytes);
    else if (this.#mode.kind === 'undeclared') this.#parts.onFault('audio_not_configured');
  }

  #readWav(mode: Mode & { kind: 'wav' }, bytes: Uint8Array): void {
    const sound = mode.stream.read(bytes);
    if (sound instanceof Uint8Array) {
      const rate = wavRate(sound);
      if (rate !== undefined && (rate < rates.least || rate > rates.most)) {
        this.#mode = { kind: 'deaf' };
        this.#parts.onFault('audio_format_unsupported');
        return;
      }
      // An encoding that is not read here.
      this.#decode('wav');
      if (this.#mode.kind === 'container') this.#mode.process.write(sound);
    } else if (sound) {
      this.#parts.onSamples(atSpeechRate(mode, sound));
    }
  }

  #begin(container: AudioContainer): void {
    const { kind } = this.#mode;
    // Ogg marks every page so, and a WAV may hold the letters: only other containers begin in mid-stream.
    if (kind === 'container' && (container === 'ogg' || container === 'wav')) return;
    if (container !== 'wav') this.#decode(container);
    else if (kind !== 'wav') {
      this.#mode = { kind: 'wav', stream: new WavStream(), rate: speechRate, resampler: undefined };
    }
  }

  #decode(container: AudioContainer): void {
    const before = this.#mode.kind === 'container' ? this.#mode.process : undefined;
    before?.end();
    const { ffmpeg, onFault } = this.#parts;
    if (ffmpeg === undefined) {
      this.#mode = { kind: 'deaf' };
      onFault('audio_decoder_missing');
      return;
    }
    if (this.#processes.size >= mostProcesses) {
      this.#mode = { kind: 'deaf' };
      onFault('audio_not_decodable');
      return;
    }
    const process = this.#start(ffmpeg, container);
    if (process === undefined) {
      this.#mode = { kind: 'deaf' };
      onFault('audio_not_decodable');
      return;
    }
    if (before) process.follow(before);
    this.#processes.add(process);
    void process.gone.then(() => this.#processes.delete(process));
    this.#mode = { kind: 'container', process };
  }

  /** Undefined where the system has no room for another process. */
  #start(ffmpeg: string, container: AudioContainer): FfmpegProcess | undefined {
    const { onSamples, onFault } = this.#parts;
    try {
      const process = new FfmpegProcess(ffmpeg, container, {
        onSamples,
        onFailed: () => {
          if (this.#closed) return;
          if (this.#mode.kind === 'container' && this.#mode.process === process) {
            this.#mode = { kind: 'deaf' };
          }
          onFault('audio_not_decodable');
        },
      });
      return process;
    } catch {
      return undefined;
    }
  }
}

function atSpeechRate(mode: Mode & { kind: 'wav' }, { samples, sampleRate }: Wav): Int16Array {
  if (mode.rate !== sampleRate) mode.resampler = new Resampler(sampleRate, speechRate);
  mode.rate = sampleRate;
  const linear = floatToLinear16(samples);
  return sampleRate === speechRate ? linear : (mode.resampler?.process(linear) ?? linear);
}

/** The rate that a WAV's header declares; undefined where it can't be found. */
function wavRate(bytes: Uint8Array): number | undefined {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536));
  const format = at.indexOf('fmt ');
  if (format < 0 || format + 16 > at.length) return undefined;
  return /^RIFX/.test(at.toString('latin1', 0, 4))
    ? at.readUInt32BE(format + 12)
    : at.readUInt32LE(format + 12);
}

function mixed(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const mono = new Int16Array(samples.length / 2);
  for (let i = 0; i < mono.length; i++)
    mono[i] = ((samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0)) >> 1;
  return mono;
}
