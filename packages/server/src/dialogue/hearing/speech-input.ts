import type { Engines } from '../../engines/engines.ts';
import { Framer } from '../../audio/framer.ts';
import type { Transcript } from '../../engines/recognition/recogniser.ts';
import { SampleBuffer } from '../../audio/sample-buffer.ts';
import { speechRate } from '../../audio/pcm.ts';
import type { VoiceActivityDetector } from '../../engines/voice-activity/voice-activity.ts';
import { BargeIn } from './barge-in.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import { Endpointer } from './endpointer.ts';
import { usualHearing, wordsFromMs } from './hearing.ts';
import type { Hearing } from './hearing.ts';
import { NoiseWatch } from './noise-watch.ts';
import { silenceAfter } from './turn-end.ts';
import { UtteranceWords } from './utterance-words.ts';

/** At 0 all silence would be a voice, and at 1 nothing. */
const thresholds = { least: 0.05, most: 0.95 };
/** A detector that leaves a frame undecided for so long has broken down. */
const latestMs = 4000;
/** Without audio for this long in mid-speech, the utterance is over: the microphone was let go of. */
const stallMs = 1000;

/** One stretch of speech. */
export interface Utterance {
  /** In ms from the start of the Chat's audio. */
  begin: number;
  /** In ms from the start of the Chat's audio. */
  end: number;
  /** What was heard, 16 kHz mono. */
  samples: Int16Array;
  /** The words, when they are known. */
  transcript: Promise<Transcript>;
  /** It is somebody who wants to speak, and no back-channel: "mhm", "yeah". */
  bargedIn: boolean;
}

/** What a {@link SpeechInput} tells. */
export interface SpeechInputEvents {
  /**
   * The user has begun to speak; or this is more than a noise or a back-channel, and somebody wants to speak: once in an utterance, if at
   * all.
   */
  on: (event: 'speech-started' | 'barge-in') => void;
  /** Whether the assistant can be heard: what is said meanwhile may be a back-channel. */
  assistantSpeaks: () => boolean;
  /** What was said over the assistant was nothing that interrupts it. */
  onDismissed: () => void;
  /** The words so far, where they are wanted. */
  onPartial?: (text: string, time: { begin: number; end: number }) => void;
  onSpeechEnded: (utterance: Utterance) => void;
  /** Whether somebody speaks can't be told at the moment. */
  onDetectorFailed: (error: unknown) => void;
}

/** What a {@link SpeechInput} hears with. */
export type SpeechInputEngines = Pick<Engines, 'voiceActivity' | 'recogniser' | 'backChannels'>;

/** The user's audio: from samples to utterances. */
export class SpeechInput {
  readonly #engines: SpeechInputEngines;
  #detector: VoiceActivityDetector | undefined;
  #opened: { over: boolean } | undefined;
  readonly #events: SpeechInputEvents;
  readonly #guard: ChatGuard;
  readonly #hearing: Hearing;
  readonly #threshold: number;
  readonly #endpointer: Endpointer;
  readonly #frameMs: number;
  readonly #leadFrames: number;
  readonly #noise: NoiseWatch;
  readonly #framer: Framer;
  /** Frames on which the detector has not decided yet. */
  readonly #undecided: { frame: Int16Array; since: number }[] = [];
  readonly #lead: Int16Array[] = [];
  #words: UtteranceWords | undefined;
  #bargeIn: BargeIn | undefined;
  #utterance = new SampleBuffer();
  #stall: NodeJS.Timeout | undefined;

  constructor(
    engines: SpeechInputEngines,
    guard: ChatGuard,
    events: SpeechInputEvents,
    hearing: Hearing = usualHearing,
  ) {
    const { frameLength, onset } = engines.voiceActivity;
    const frameMs = (1000 * frameLength) / speechRate;
    this.#guard = guard;
    this.#engines = engines;
    this.#events = events;
    this.#hearing = hearing;
    this.#threshold = Math.min(thresholds.most, Math.max(thresholds.least, hearing.threshold));
    this.#endpointer = new Endpointer({ frameMs, onset, silenceMs: hearing.silenceMs });
    this.#frameMs = frameMs;
    this.#noise = new NoiseWatch(frameMs);
    this.#leadFrames = Math.ceil((onset.withinMs + hearing.prefixMs) / frameMs);
    this.#framer = new Framer(frameLength, (frame) => {
      this.#decideOn(frame);
    });
  }

  /** Takes the next samples: mono, 16 kHz. */
  push(samples: Int16Array): void {
    this.#framer.push(samples);
    if (this.#endpointer.speaking) this.#watchForStall();
  }

  /** Lets go of everything. */
  close(): void {
    clearTimeout(this.#stall);
    this.#words?.cancel();
    this.#words = undefined;
    this.#bargeIn?.close();
    this.#letGoOfDetector();
  }

  #takeFrame(probability: number): void {
    const frame = this.#undecided.shift()?.frame;
    if (frame === undefined) return;
    const over = this.#events.assistantSpeaks();
    if (over) this.#engines.backChannels?.prepare?.();
    // What is said over the assistant may be quick, where the Config says so.
    const voicedMs = over ? wordsFromMs(this.#hearing) : Infinity;
    const voiced = probability >= this.#threshold;
    const change = this.#endpointer.push(voiced, voicedMs);
    const noise = this.#noise.push(frame, voiced);
    if (noise && over && this.#words === undefined) this.#events.onDismissed();
    if (change === 'started') this.#start();
    if (this.#words === undefined) {
      this.#lead.push(frame);
      if (this.#lead.length > this.#leadFrames) this.#lead.shift();
      return;
    }
    this.#hear(frame, this.#words);
    if (change === 'ended') {
      this.#end(this.#words);
      return;
    }
    this.#bargeIn?.follow(this.#endpointer);
    // Sound that came all at once is decided on when no more comes.
    this.#watchForStall();
  }

  /** A detector that fails has heard nothing; another listens on. */
  #decideOn(frame: Int16Array): void {
    const since = performance.now();
    this.#undecided.push({ frame, since });
    try {
      if ((this.#undecided[0]?.since ?? since) < since - latestMs)
        throw new Error('It does not decide.');
      this.#detector ??= this.#openDetector();
      this.#detector.push(frame);
    } catch (error) {
      this.#letGoOfDetector();
      this.#events.onDetectorFailed(error);
      while (this.#undecided.length > 0) this.#takeFrame(0);
    }
  }

  #openDetector(): VoiceActivityDetector {
    const opened = { over: false };
    this.#opened = opened;
    return this.#engines.voiceActivity.open((probability) => {
      if (opened.over) return;
      this.#guard.run(() => {
        this.#takeFrame(probability);
      });
    });
  }

  #letGoOfDetector(): void {
    const detector = this.#detector;
    // It may tell of earlier frames yet.
    if (this.#opened) this.#opened.over = true;
    this.#detector = undefined;
    try {
      detector?.close();
    } catch {
      // It is not used any more.
    }
  }

  #start(): void {
    const { onPartial } = this.#events;
    const utterance = new SampleBuffer();
    const samples = () => utterance.samples();
    this.#utterance = utterance;
    this.#words = new UtteranceWords(this.#engines.recogniser, {
      frameMs: this.#frameMs,
      samples,
      ...(onPartial && {
        onPartial: (text) => {
          onPartial(text, { begin: this.#endpointer.begin, end: this.#endpointer.end });
        },
      }),
    });
    const { backChannels } = this.#engines;
    const parts = { samples, backChannels, hearing: this.#hearing, guard: this.#guard };
    this.#bargeIn = new BargeIn(this.#events, parts);
    for (const frame of this.#leadOf(this.#endpointer.begin)) this.#hear(frame, this.#words);
    this.#lead.length = 0;
    this.#events.on('speech-started');
  }

  /** The frames before this one that belong to an utterance which has begun at `begin`. */
  #leadOf(begin: number): Int16Array[] {
    const { now } = this.#endpointer;
    const frames = Math.ceil((now - begin + this.#hearing.prefixMs) / this.#frameMs) - 1;
    return frames > 0 ? this.#lead.slice(-frames) : [];
  }

  #hear(frame: Int16Array, words: UtteranceWords): void {
    this.#utterance.push(frame);
    words.push(frame, this.#endpointer.now - this.#endpointer.end);
    const { silenceMs } = this.#hearing;
    const { soFar } = words;
    this.#endpointer.silenceMs = soFar === undefined ? silenceMs : silenceAfter(soFar, silenceMs);
  }

  #end(words: UtteranceWords): void {
    clearTimeout(this.#stall);
    this.#words = undefined;
    const { begin, end } = this.#endpointer;
    this.#bargeIn?.close();
    this.#events.onSpeechEnded({
      begin,
      end,
      samples: this.#utterance.samples(),
      transcript: words.finish(),
      bargedIn: this.#bargeIn?.told ?? false,
    });
  }

  #watchForStall(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => {
      this.#guard.run(() => {
        const ended = this.#endpointer.finish() === 'ended';
        if (ended && this.#words) this.#end(this.#words);
      });
    }, stallMs);
  }
}
