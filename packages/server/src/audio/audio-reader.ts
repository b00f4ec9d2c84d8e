import { bytesToLinear16, floatToLinear16, WavStream } from '@vivavoce/evi';
import type { AudioConfiguration, Wav } from '@vivavoce/evi';
import { containerOf } from './audio-container.ts';
import type { AudioContainer } from './audio-container.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { Resampler } from './resampler.ts';
import { speechRate } from './pcm.ts';
import { AudioParts } from './audio-parts.ts';
import type { AudioPart } from './audio-parts.ts';

/** Decoders of one Chat at a time. A recorder that is restarted needs two for a moment. */
const mostProcesses = 3;

/** The rates of a WAV that is read, in Hz. */
const rates = { least: 8000, most: 192_000 };
/** What can be wrong with audio. */
export type AudioFault =
  | 'audio_not_configured'
  | 'audio_not_as_declared'
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
  | {
      kind: 'linear16';
      channels: number;
      resampler: Resampler | undefined;
      /** Nothing was sent since it was declared. */
      fresh: boolean;
      /** What was sent of a sample that is not whole yet. */
      rest: Uint8Array;
    }
  | { kind: 'wav'; stream: WavStream; rate: number; resampler: Resampler | undefined }
  | { kind: 'container'; process: FfmpegProcess };

/**
 * The user's audio, from bytes to samples: linear16 as it was declared; else WAV, or WebM, Ogg and MP4, known by their first
 * bytes and decoded by ffmpeg. A container that begins anew, as a recorder that was restarted does, follows the one before. Where the
 * bytes are cut makes no difference.
 */
export class AudioReader {
  readonly #parts: AudioReaderParts;
  readonly #processes = new Set<FfmpegProcess>();
  #mode: Mode = { kind: 'undeclared' };
  readonly #incoming = new AudioParts();
  #declared: string | undefined;
  #closed = false;

  constructor(parts: AudioReaderParts) {
    this.#parts = parts;
  }

  /** Says how the bytes to come are to be read; said once more, it changes nothing. @returns what is wrong with it, or undefined. */
  configure({ encoding, channels, sample_rate: rate }: AudioConfiguration): string | undefined {
    if (encoding !== 'linear16') return 'encoding must be linear16';
    if (channels !== 1 && channels !== 2) return 'channels must be 1 or 2';
    if (rate < 8000 || rate > 48_000) return 'sample_rate must be between 8000 and 48000 Hz';
    const declared = `${String(channels)} × ${String(rate)}`;
    if (this.#declared === declared && this.#mode.kind !== 'deaf') return undefined;
    this.#declared = declared;
    if (this.#mode.kind === 'container') this.#mode.process.end();
    this.#incoming.letGo();
    // What is sent as it is heard goes through untouched: it is the usual case, and a fifth of the work.
    const resampler = rate === speechRate ? undefined : new Resampler(rate, speechRate);
    const rest = new Uint8Array();
    this.#mode = { kind: 'linear16', channels, resampler, fresh: true, rest };
    return undefined;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    if (this.#closed || bytes.length === 0) return;
    const { kind } = this.#mode;
    // What waits for the bytes that tell would be missing from the end of these two.
    if (this.#mode.kind === 'linear16') {
      if (this.#mode.fresh) this.#beginLinear16(bytes);
      else this.#readLinear16(this.#mode, bytes);
      return;
    }
    if (this.#mode.kind === 'wav' && !beginsContainer(bytes)) {
      this.#readWav(this.#mode, bytes);
      return;
    }
    const inside = kind === 'undeclared' ? 'nothing' : 'recording';
    for (const part of this.#incoming.take(bytes, inside)) this.#read(part);
    if (this.#mode.kind === 'wav') this.#readWav(this.#mode, this.#incoming.letGo());
  }

  /** Ends what decodes. */
  close(): void {
    this.#closed = true;
    for (const process of this.#processes) process.kill();
  }

  /** What was declared may be a recording all the same: its mark counts for more than what was said of it. */
  #beginLinear16(bytes: Uint8Array): void {
    const parts = this.#incoming.take(bytes, 'linear16');
    for (const part of parts) {
      // A WAV holds just that.
      if (part.begins !== undefined && part.begins !== 'wav' && this.#mode.kind === 'linear16') {
        this.#parts.onFault('audio_not_as_declared');
      }
      this.#read(part);
    }
    if (parts.length === 0) return;
    if (this.#mode.kind === 'wav') this.#readWav(this.#mode, this.#incoming.letGo());
    if (this.#mode.kind !== 'linear16') return;
    this.#mode.fresh = false;
    this.#readLinear16(this.#mode, this.#incoming.letGo());
  }

  #readLinear16(mode: Mode & { kind: 'linear16' }, bytes: Uint8Array): void {
    const { channels, resampler, rest } = mode;
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % (2 * channels));
    mode.rest = all.slice(whole);
    if (whole === 0) return;
    const samples = mixed(bytesToLinear16(all.subarray(0, whole)), channels);
    this.#parts.onSamples(resampler?.process(samples) ?? samples);
  }

  #read({ begins, bytes }: AudioPart): void {
    if (begins !== undefined) this.#begin(begins);
    if (this.#mode.kind === 'linear16') this.#readLinear16(this.#mode, bytes);
    else if (this.#mode.kind === 'wav') this.#readWav(this.#mode, bytes);
    else if (this.#mode.kind === 'container') this.#mode.process.write(bytes);
    else if (this.#mode.kind === 'undeclared') {
      this.#mode = { kind: 'deaf' };
      this.#parts.onFault('audio_not_configured');
    }
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
    // Sound in a container may hold the letters of a WAV; Ogg goes on with another stream by itself.
    const within = this.#mode.kind === 'container' ? this.#mode.process.container : undefined;
    if (
      within !== undefined &&
      (container === 'wav' || (container === 'ogg' && within === 'ogg'))
    ) {
      return;
    }
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

function beginsContainer(bytes: Uint8Array): boolean {
  const container = containerOf(bytes);
  return container === 'webm' || container === 'mp4';
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
