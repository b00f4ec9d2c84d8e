import type { BackChannels } from '../speech/back-channels.ts';
import type { Engines } from '../speech/engines.ts';
import { Framer } from '../speech/framer.ts';
import type { Recogniser, Recognition, Transcript } from '../speech/recogniser.ts';
import { SampleBuffer } from '../speech/sample-buffer.ts';
import { speechRate } from '../speech/voice-activity.ts';
import type { VoiceActivity, VoiceActivityDetector } from '../speech/voice-activity.ts';
import { BargeIn } from './barge-in.ts';
import type { ChatGuard } from './chat-guard.ts';
import { Endpointer } from './endpointer.ts';

/** A frame in which the probability of a voice is at least this has one. */
const voicedFrom = 0.5;
/** Audio from before the onset that goes along: the first sound of a word is often too soft to be noticed. */
const leadMs = 400;
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
  /** It said no more than that somebody listens: "mhm", "yeah". */
  backChannel: boolean;
}

/** What a {@link SpeechInput} tells. */
export interface SpeechInputEvents {
  onSpeechStarted: () => void;
  /** Whether the assistant can be heard: what is said meanwhile may be a back-channel. */
  assistantSpeaks: () => boolean;
  /** This is more than a noise or a back-channel: somebody wants to speak. Once in an utterance, if at all. */
  onBargeIn: () => void;
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
  readonly #voiceActivity: VoiceActivity;
  #detector: VoiceActivityDetector | undefined;
  #opened: { over: boolean } | undefined;
  readonly #recogniser: Recogniser;
  readonly #events: SpeechInputEvents;
  readonly #guard: ChatGuard;
  readonly #backChannels: BackChannels | undefined;
  readonly #endpointer: Endpointer;
  readonly #leadFrames: number;
  readonly #framer: Framer;
  /** Frames on which the detector has not decided yet. */
  readonly #undecided: { frame: Int16Array; since: number }[] = [];
  readonly #lead: Int16Array[] = [];
  #recognition: Recognition | undefined;
  #bargeIn: BargeIn | undefined;
  #utterance = new SampleBuffer();
  #stall: NodeJS.Timeout | undefined;

  constructor(engines: SpeechInputEngines, guard: ChatGuard, events: SpeechInputEvents) {
    const { voiceActivity, recogniser, backChannels } = engines;
    const { frameLength, onset } = voiceActivity;
    const frameMs = (1000 * frameLength) / speechRate;
    this.#guard = guard;
    this.#voiceActivity = voiceActivity;
    this.#recogniser = recogniser;
    this.#backChannels = backChannels;
    this.#events = events;
    this.#endpointer = new Endpointer({ frameMs, onset });
    this.#leadFrames = Math.round((onset.withinMs + leadMs) / frameMs);
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
    this.#recognition?.cancel();
    this.#recognition = undefined;
    this.#bargeIn?.close();
    this.#letGoOfDetector();
  }

  #takeFrame(probability: number): void {
    const frame = this.#undecided.shift()?.frame;
    if (frame === undefined) return;
    const change = this.#endpointer.push(probability >= voicedFrom);
    this.#watchedBackChannels()?.prepare?.();
    if (change === 'started') this.#start();
    if (this.#recognition === undefined) {
      this.#lead.push(frame);
      if (this.#lead.length > this.#leadFrames) this.#lead.shift();
      return;
    }
    this.#hear(frame);
    if (change === 'ended') this.#end();
    else this.#bargeIn?.follow(this.#endpointer);
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
    return this.#voiceActivity.open((probability) => {
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
    this.#recognition = this.#recogniser.open(
      onPartial && {
        onPartial: (text) => {
          onPartial(text, { begin: this.#endpointer.begin, end: this.#endpointer.end });
        },
      },
    );
    this.#utterance = new SampleBuffer();
    const utterance = this.#utterance;
    const backChannels = () => this.#watchedBackChannels();
    const { onBargeIn } = this.#events;
    this.#bargeIn = new BargeIn(
      { backChannels, onBargeIn },
      () => utterance.samples(),
      this.#guard,
    );
    for (const frame of this.#lead) this.#hear(frame);
    this.#lead.length = 0;
    this.#events.onSpeechStarted();
  }

  /** While nobody speaks who could be interrupted, nobody looks for back-channels. */
  #watchedBackChannels(): BackChannels | undefined {
    return this.#events.assistantSpeaks() ? this.#backChannels : undefined;
  }

  #hear(frame: Int16Array): void {
    this.#utterance.push(frame);
    this.#recognition?.push(frame);
  }

  #end(): void {
    clearTimeout(this.#stall);
    const transcript =
      this.#recognition?.finish() ?? Promise.resolve<Transcript>({ kind: 'nothing' });
    this.#recognition = undefined;
    const { begin, end } = this.#endpointer;
    const backChannel = this.#bargeIn?.backChannel ?? false;
    this.#bargeIn?.close();
    const samples = this.#utterance.samples();
    this.#events.onSpeechEnded({ begin, end, samples, transcript, backChannel });
  }

  #watchForStall(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => {
      this.#guard.run(() => {
        if (this.#endpointer.finish() === 'ended') this.#end();
      });
    }, stallMs);
  }
}
