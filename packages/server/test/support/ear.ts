import { vi } from 'vitest';
import { ChatGuard } from '../../src/connection/chat-guard.ts';
import { usualHearing } from '../../src/dialogue/hearing/hearing.ts';
import { SpeechInput } from '../../src/dialogue/hearing/speech-input.ts';
import type { BackChannels } from '../../src/engines/recognition/back-channels.ts';
import { createBackChannels } from '../../src/engines/recognition/back-channels.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { partnerPhrases } from '../../src/engines/recognition/phrases.ts';
import type { Recogniser } from '../../src/engines/recognition/recogniser.ts';
import { createSileroVoiceActivity } from '../../src/engines/voice-activity/silero.ts';
import { createSoundswallowerRecogniser } from '../../src/engines/recognition/soundswallower.ts';
import type { VoiceActivity } from '../../src/engines/voice-activity/voice-activity.ts';

const rate = 16_000;
const frameLength = 512;

/** What became of a sound. */
export interface Heard {
  interrupted: boolean;
  /** When, in ms from its first sample. Infinity: never. */
  interruptedMs: number;
  dismissed: boolean;
  /** The words of each turn, and how long nobody had spoken when it was over, in ms. */
  turns: { text: string; silentMs: number }[];
}

/** The engines that a server has, one sound at a time. Each frame waits for the one before, so no machine is too slow. */
export class Ear {
  readonly #flite = createFliteSynthesiser();
  readonly #backChannels = createBackChannels();
  readonly #silero: VoiceActivity;
  readonly #recogniser: Recogniser;
  /** What the engines reported as errors. */
  readonly logged: readonly unknown[];

  private constructor(silero: VoiceActivity, recogniser: Recogniser, logged: readonly unknown[]) {
    this.#silero = silero;
    this.#recogniser = recogniser;
    this.logged = logged;
  }

  /** Resolves when the network decides, and no longer the detector that stands in for it. */
  static async open(): Promise<Ear> {
    const logged: unknown[] = [];
    const ear = new Ear(
      await createSileroVoiceActivity((entry) => logged.push(entry)),
      await createSoundswallowerRecogniser(partnerPhrases),
      logged,
    );
    await ear.#ready();
    return ear;
  }

  /** Said without the silence that Flite leaves around it. */
  async say(text: string, voice = 'slt'): Promise<Int16Array> {
    const { samples } = await this.#flite.speak(text, voice);
    const audible = (x: number) => Math.abs(x) > 300;
    return samples.slice(samples.findIndex(audible), samples.findLastIndex(audible) + 1);
  }

  async close(): Promise<void> {
    const engines = [this.#silero, this.#recogniser, this.#backChannels, this.#flite];
    await Promise.all(engines.map((engine) => engine.close()));
  }

  /** Hears a sound between silences. @param before - ms of silence ahead of it */
  async hear(sound: Int16Array, assistantSpeaks: boolean, before = 500): Promise<Heard> {
    const pending = new Set<Promise<unknown>>();
    const tracked = <Result>(promise: Promise<Result>): Promise<Result> => {
      const settled: Promise<unknown> = promise.then(
        () => pending.delete(settled),
        () => pending.delete(settled),
      );
      pending.add(settled);
      return promise;
    };
    let decided = 0;
    let told = () => undefined as void;
    const voiceActivity: VoiceActivity = {
      ...this.#silero,
      open: (onFrame) =>
        this.#silero.open((probability) => {
          onFrame(probability);
          decided += 1;
          told();
        }),
    };
    const watched: BackChannels = {
      ...this.#backChannels,
      listen: (samples, signal) => tracked(this.#backChannels.listen(samples, signal)),
    };
    const listening: Recogniser = {
      ...this.#recogniser,
      open: () => {
        const recognition = this.#recogniser.open();
        return { ...recognition, finish: () => tracked(recognition.finish()) };
      },
    };
    const heard: Heard = {
      interrupted: false,
      interruptedMs: Infinity,
      dismissed: false,
      turns: [],
    };
    let now = 0;
    const input = new SpeechInput(
      { voiceActivity, recogniser: listening, backChannels: watched },
      new ChatGuard((error) => {
        throw error;
      }),
      {
        assistantSpeaks: () => assistantSpeaks,
        on: (event) => {
          if (event === 'barge-in')
            Object.assign(heard, { interrupted: true, interruptedMs: now - before });
        },
        onDismissed: () => (heard.dismissed = true),
        onSpeechEnded: ({ end, transcript }) => {
          const silentMs = now - end;
          void tracked(transcript).then((said) =>
            heard.turns.push({ silentMs, text: said.kind === 'words' ? said.text : said.kind }),
          );
        },
        onDetectorFailed: (error) => {
          throw error;
        },
      },
      usualHearing,
    );
    const all = joined(new Int16Array((before * rate) / 1000), sound, new Int16Array(2 * rate));
    // While an engine is waited for no sound comes, which is no stall here.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (let at = 0; at + frameLength <= all.length; at += frameLength) {
      const before = decided;
      now += (1000 * frameLength) / rate;
      const done = new Promise<void>((resolve) => (told = resolve));
      input.push(all.slice(at, at + frameLength));
      if (decided === before) await done;
      while (pending.size > 0) await Promise.all(pending);
    }
    input.close();
    vi.useRealTimers();
    return heard;
  }

  async #ready(): Promise<void> {
    const { samples } = await this.#flite.speak(
      'Until it is loaded, another detector decides.',
      'slt',
    );
    // That one says yes or no; the network is never quite sure.
    for (let sure = true; sure;) {
      const decided: number[] = [];
      const detector = this.#silero.open((probability) => decided.push(probability));
      for (let at = 0; at < 10; at++) {
        const from = 8000 + at * frameLength;
        detector.push(samples.slice(from, from + frameLength));
      }
      await vi.waitFor(
        () => {
          if (decided.length < 10) throw new Error('the detector does not answer');
        },
        { timeout: 30_000 },
      );
      detector.close();
      sure = decided.every((probability) => probability === 0 || probability === 1);
      if (sure) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Sounds one after the other. */
export function joined(...parts: Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
