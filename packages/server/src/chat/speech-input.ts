import type { Recogniser, Recognition, Transcript } from '../speech/recogniser.ts';
import { SampleBuffer } from '../speech/sample-buffer.ts';
import { frameLength, frameMs } from '../speech/voice-activity.ts';
import type { VoiceActivity, VoiceActivityDetector } from '../speech/voice-activity.ts';
import type { ChatGuard } from './chat-guard.ts';
import { Endpointer } from './endpointer.ts';

/** Audio from before the onset that goes along: the first sound of a word is often too soft to be noticed. */
const leadFrames = 400 / frameMs;
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
}

/** What a {@link SpeechInput} tells. */
export interface SpeechInputEvents {
  onSpeechStarted: () => void;
  /** The words so far, where they are wanted. */
  onPartial?: (text: string, time: { begin: number; end: number }) => void;
  onSpeechEnded: (utterance: Utterance) => void;
  /** Whether somebody speaks can't be told at the moment. */
  onDetectorFailed: (error: unknown) => void;
}

/** The user's audio: from samples to utterances. */
export class SpeechInput {
  readonly #voiceActivity: VoiceActivity;
  #detector: VoiceActivityDetector | undefined;
  readonly #recogniser: Recogniser;
  readonly #events: SpeechInputEvents;
  readonly #guard: ChatGuard;
  readonly #endpointer = new Endpointer();
  readonly #lead: Int16Array[] = [];
  #frame = new Int16Array(frameLength);
  #filled = 0;
  #recognition: Recognition | undefined;
  #utterance = new SampleBuffer();
  #stall: NodeJS.Timeout | undefined;

  constructor(
    voiceActivity: VoiceActivity,
    recogniser: Recogniser,
    guard: ChatGuard,
    events: SpeechInputEvents,
  ) {
    this.#guard = guard;
    this.#voiceActivity = voiceActivity;
    this.#recogniser = recogniser;
    this.#events = events;
  }

  /** Takes the next samples: mono, 16 kHz. */
  push(samples: Int16Array): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + frameLength - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === frameLength) this.#takeFrame();
    }
    if (this.#endpointer.speaking) this.#watchForStall();
  }

  /** Lets go of everything. */
  close(): void {
    clearTimeout(this.#stall);
    this.#recognition?.cancel();
    this.#recognition = undefined;
    this.#letGoOfDetector();
  }

  #takeFrame(): void {
    const frame = this.#frame;
    this.#frame = new Int16Array(frameLength);
    this.#filled = 0;
    const change = this.#endpointer.push(this.#isSpeech(frame));
    if (change === 'started') this.#start();
    if (this.#recognition === undefined) {
      this.#lead.push(frame);
      if (this.#lead.length > leadFrames) this.#lead.shift();
      return;
    }
    this.#hear(frame);
    if (change === 'ended') this.#end();
  }

  /** A detector that fails has heard nothing; another listens on. */
  #isSpeech(frame: Int16Array): boolean {
    try {
      this.#detector ??= this.#voiceActivity.open();
      return this.#detector.isSpeech(frame);
    } catch (error) {
      this.#letGoOfDetector();
      this.#events.onDetectorFailed(error);
      return false;
    }
  }

  #letGoOfDetector(): void {
    const detector = this.#detector;
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
    for (const frame of this.#lead) this.#hear(frame);
    this.#lead.length = 0;
    this.#events.onSpeechStarted();
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
    this.#events.onSpeechEnded({ begin, end, samples: this.#utterance.samples(), transcript });
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
