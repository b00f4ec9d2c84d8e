import type { Clock } from '../base/clock.ts';
import { Resampler } from '../audio/resampler.ts';
import type { Pcm } from '../audio/pcm.ts';
import type { AudioQuota } from '../store/chats/audio-quota.ts';
import { longestPiece } from '../store/chats/chat-audio.ts';
import { speechRate } from '../audio/pcm.ts';
import type { AudioPiece, AudioSide } from '../store/chats/chat-audio.ts';
import type { StoredChat } from '../store/chats/chat-store.ts';
import { AssistantTrack } from './assistant-track.ts';
import { UserTrack } from './user-track.ts';
import type { Placed } from './user-track.ts';

/** Beyond so many samples on their way to a database that does not keep pace, a recording ends. */
const mostUnkept = 120 * speechRate;

/** So often what was heard is kept. With what the user's track gathers, a server that is killed loses less than a second. */
const everyMs = 500;

/** Sound of the assistant that comes in pieces. */
interface Voice {
  rate: number;
  /** Where the next sample belongs. */
  at: number;
  /** When the last piece ends, as the clock counts. */
  untilMs: number;
  resampler: Resampler | undefined;
}

/** Keeps the sound of both sides of a Chat, each at the moment it was heard. Without room for it the Chat goes on unheard. */
export class SoundRecorder {
  readonly #audioQuota: AudioQuota;
  readonly #clock: Clock;
  readonly #onFailed: (chatId: string) => void;
  #chatId: string;
  /** When the Chat began, as the clock counts. */
  #beganAt: number;
  #user = new UserTrack();
  readonly #assistant = new AssistantTrack();
  /** What the assistant said last: what follows without a pause is one sound with it. */
  #voice: Voice | undefined;
  /** The Chat of which some sound is kept. */
  #begun: string | undefined;
  #unkept = 0;
  #keeping = Promise.resolve();
  #on: boolean;
  #stopTimer: (() => void) | undefined;

  /** @param onFailed - called when not all of a Chat's sound can be kept. */
  constructor(
    audioQuota: AudioQuota,
    clock: Clock,
    chat: StoredChat,
    onFailed: (chatId: string) => void,
  ) {
    this.#audioQuota = audioQuota;
    this.#clock = clock;
    this.#onFailed = onFailed;
    this.#chatId = chat.chatId;
    this.#beganAt = this.#beginOf(chat);
    this.#on = audioQuota.open;
  }

  /** The user was heard: 16 kHz mono. */
  hear(samples: Int16Array): void {
    if (!this.#on) return;
    const placed = this.#user.push(samples, this.#now);
    if (placed) this.#settle([placed]);
    this.#settleSoon();
  }

  /** The assistant will be heard, beginning at this moment of the clock. */
  speak({ samples, sampleRate }: Pcm, atMs: number): void {
    if (!this.#on) return;
    const goesOn = this.#voice?.rate === sampleRate && Math.abs(this.#voice.untilMs - atMs) < 1;
    if (!this.#voice || !goesOn) this.#voice = this.#voiceFrom(atMs, sampleRate);
    const sound = this.#voice.resampler?.process(samples) ?? samples;
    this.#assistant.push(this.#voice.at, sound);
    this.#voice.at += sound.length;
    this.#voice.untilMs = atMs + (1000 * samples.length) / sampleRate;
    this.#settleSoon();
  }

  /** The assistant was told to fall silent. */
  stopPlayback(): void {
    this.#voice = undefined;
    this.#settle([]);
    this.#assistant.forget();
  }

  /** The conversation goes on in another Chat. Resolves when all of this one was kept. */
  async moveTo(chat: StoredChat): Promise<void> {
    this.#finish();
    const kept = this.#keeping;
    const beganAt = this.#beginOf(chat);
    this.#voice = undefined;
    this.#assistant.shift(toSamples(beganAt - this.#beganAt));
    this.#user = new UserTrack();
    this.#beganAt = beganAt;
    this.#chatId = chat.chatId;
    this.#on = this.#audioQuota.open;
    await kept;
  }

  /** The Chat is over, and with it whatever still sounds. Resolves when all was kept. */
  async end(): Promise<void> {
    this.#finish();
    this.#on = false;
    this.#stopTimer?.();
    await this.#keeping;
  }

  #voiceFrom(atMs: number, rate: number): Voice {
    const resampler = rate === speechRate ? undefined : new Resampler(rate, speechRate);
    return { rate, at: this.#positionOf(atMs), untilMs: atMs, resampler };
  }

  get #now(): number {
    return this.#positionOf(this.#clock.now());
  }

  #positionOf(ms: number): number {
    return toSamples(ms - this.#beganAt);
  }

  #beginOf({ beganAt }: StoredChat): number {
    return this.#clock.now() - (performance.now() - beganAt);
  }

  /** Keeps in a moment what is heard until then, and goes on as long as something is. */
  #settleSoon(): void {
    if (!this.#on || this.#stopTimer) return;
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.#stopTimer = undefined;
      const settled = this.#user.settle(this.#now);
      this.#settle(settled ? [settled] : []);
      if (this.#user.waiting || this.#assistant.waiting) this.#settleSoon();
    }, everyMs);
  }

  #finish(): void {
    const rest = this.#user.flush();
    this.#settle(rest ? [rest] : []);
  }

  #settle(user: Placed[]): void {
    const assistant = this.#assistant.heardUntil(this.#now);
    this.#keep([...cut('user', user), ...cut('assistant', assistant)]);
  }

  #keep(pieces: readonly AudioPiece[]): void {
    if (!this.#on || pieces.length === 0) return;
    const samples = pieces.reduce((total, piece) => total + piece.samples.length, 0);
    const chatId = this.#chatId;
    if (this.#unkept + samples > mostUnkept) {
      this.#fail(chatId);
      return;
    }
    this.#unkept += samples;
    this.#keeping = this.#keeping.then(async () => {
      try {
        if (await this.#audioQuota.put(chatId, pieces)) this.#begun = chatId;
        // Of whom nothing is kept has no recording; half of one is not to pass for the whole.
        else if (this.#begun === chatId) this.#fail(chatId);
        else this.#stop(chatId);
      } catch {
        this.#fail(chatId);
      }
      this.#unkept -= samples;
    });
  }

  /** Nothing more of this Chat is kept. */
  #stop(chatId: string): void {
    if (chatId === this.#chatId) this.#on = false;
  }

  #fail(chatId: string): void {
    this.#stop(chatId);
    this.#onFailed(chatId);
  }
}

function toSamples(ms: number): number {
  return Math.round((ms * speechRate) / 1000);
}

function cut(side: AudioSide, placed: readonly Placed[]): AudioPiece[] {
  return placed.flatMap(({ at, samples }) => {
    const pieces: AudioPiece[] = [];
    for (let from = 0; from < samples.length; from += longestPiece) {
      pieces.push({ side, at: at + from, samples: samples.subarray(from, from + longestPiece) });
    }
    return pieces;
  });
}
