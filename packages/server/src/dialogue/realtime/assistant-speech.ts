import { randomUUID } from 'node:crypto';
import { WavStream, base64ToBytes, bytesToBase64, floatToLinear16 } from '@vivavoce/evi';
import type { ServerMessage } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { Prosody } from '../../engines/expressions/prosody.ts';
import type { Pcm } from '../../audio/pcm.ts';
import { SampleBuffer } from '../../audio/sample-buffer.ts';
import { writeWav } from '../../audio/wav.ts';
import { sentenceEnd } from '../../text/sentences.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import type { SentSound, SoundPiece } from '../speaking/sent-sound.ts';
import type { InOrder } from './in-order.ts';

/** ms of speech for each character, to tell which sentence a piece of sound belongs to. */
const msPerCharacter = 66;
/** Words that nothing has followed for so long are a sentence, in ms: some services say late that an answer is over. */
const stallMs = 700;
/** Sound further ahead of its time than this is left out, in ms: nobody listens for so long. */
const mostAheadMs = 300_000;
/** Longer speech is not scored as a whole, in seconds. */
const mostScored = 30;
/** Sentences of which is known where their sound begins. */
const mostSentences = 256;

/** One sentence of a message, as the client knows it. */
interface Sentence {
  readonly id: string;
  readonly message: Message;
  /** Empty while it is not complete. */
  text: string;
  /** Where its sound begins in that of the message, in ms; undefined while it has none. */
  from: number | undefined;
  pieces: number;
  readonly sound: SampleBuffer;
  rate: number;
  scored: boolean;
}

/** A message of the model, as its translator knows it. */
interface Message {
  readonly id: string;
  readonly fromText: boolean;
  /** All its words so far, and how many characters of them are sentences. */
  content: string;
  told: number;
  readonly sentences: Sentence[];
  /** Which of them sounds. */
  current: number;
  /** ms of sound that have come. */
  ms: number;
  readonly stream: WavStream;
  stopTimer: () => void;
}

/** A piece of sound that was sent, and when it is heard. */
interface Piece extends SoundPiece {
  readonly message: Message;
  /** Where it is in the message's sound, in ms. */
  readonly at: number;
  readonly ms: number;
  from: number;
}

/** How much of a message of the model was heard, in ms. */
export interface HeardMessage {
  messageId: string;
  duration: number;
}

/** What an {@link AssistantSpeech} needs and tells. */
export interface AssistantSpeechParts {
  clock: Clock;
  guard: ChatGuard;
  prosody: Prosody;
  sent: SentSound;
  /** What is written keeps its order. */
  order: InOrder;
  send: (message: ServerMessage) => void;
  onSound: () => void;
}

/**
 * What the model says, as EVI would say it: a message of its own for each sentence, with whole WAVs for its sound and its scores behind
 * that. A model's sound and words come beside each other, so which sentence a piece belongs to is reckoned by the length of the words.
 */
export class AssistantSpeech {
  readonly #parts: AssistantSpeechParts;
  readonly #messages = new Map<string, Message>();
  readonly #sentences = new Map<string, Sentence>();
  #pieces: Piece[] = [];
  /** What is said now was asked for by a text. */
  fromText = false;
  #closed = false;

  constructor(parts: AssistantSpeechParts) {
    this.#parts = parts;
  }

  /** The words of a message, all of them so far. */
  say(id: string, content: string): void {
    const message = this.#messageOf(id);
    if (content.length <= message.content.length) return;
    message.content = content;
    let rest = content.slice(message.told);
    for (let end = sentenceEnd(rest, false); end > 0; end = sentenceEnd(rest, false)) {
      message.told += end;
      this.#complete(message, rest.slice(0, end));
      rest = content.slice(message.told);
    }
    message.stopTimer();
    message.stopTimer = this.#parts.clock.setTimeout(() => {
      this.#flush(message);
    }, stallMs);
  }

  /** The next sound of a message, in base64: a WAV, or what goes on from the one before. */
  play(id: string, data: string): void {
    const message = this.#messageOf(id);
    const bytes = base64ToBytes(data);
    const wav = bytes && message.stream.read(bytes);
    if (!wav || wav instanceof Uint8Array || wav.samples.length === 0) return;
    const { sent, clock } = this.#parts;
    if (sent.until - clock.now() > mostAheadMs) return;
    const { sampleRate } = wav;
    const samples = floatToLinear16(wav.samples);
    const sentence = this.#sentenceAt(message);
    sentence.from ??= message.ms;
    sentence.rate = sampleRate;
    if (sentence.sound.length < mostScored * sampleRate) sentence.sound.push(samples);
    const piece: SoundPiece = { id: sentence.id, index: sentence.pieces++ };
    this.#parts.send({
      type: 'audio_output',
      ...piece,
      data: bytesToBase64(writeWav({ samples, sampleRate })),
    });
    this.#hold(message, piece, { samples, sampleRate });
    this.#parts.onSound();
  }

  /** The model has said all that it says for now. */
  end(): void {
    for (const message of this.#messages.values()) {
      this.#flush(message);
      for (const sentence of message.sentences) this.#score(sentence);
    }
    this.#messages.clear();
    this.fromText = false;
  }

  /** What the client plays at this moment, as far as that can be reckoned. */
  get playing(): HeardMessage | undefined {
    const now = this.#parts.clock.now();
    const playing = this.#pieces.find(({ from, ms }) => from + ms > now);
    if (playing === undefined) return undefined;
    const duration = playing.at + Math.max(0, now - playing.from);
    return { messageId: playing.message.id, duration };
  }

  /** The client is told to fall silent: nothing that was sent plays any more. */
  stop(): void {
    this.#pieces = [];
  }

  /** The client has heard so much of a sentence. @returns what that is of the model's message; undefined where it is not known. */
  heard(id: string, ms: number): HeardMessage | undefined {
    const sentence = this.#sentences.get(id);
    return sentence && { messageId: sentence.message.id, duration: (sentence.from ?? 0) + ms };
  }

  /** These pieces were sent again over another line, and no others that were not heard. */
  sendAgain(pieces: readonly SoundPiece[]): void {
    let { until } = this.#parts.sent;
    this.#pieces = pieces.flatMap(({ id, index }) => {
      const piece = this.#pieces.find((each) => each.id === id && each.index === index);
      return piece ?? [];
    });
    for (const piece of this.#pieces.toReversed()) {
      until -= piece.ms;
      piece.from = until;
    }
  }

  /** Says nothing any more. */
  close(): void {
    this.#closed = true;
    for (const message of this.#messages.values()) message.stopTimer();
  }

  #messageOf(id: string): Message {
    const known = this.#messages.get(id);
    if (known) return known;
    // What comes next ends what came before.
    for (const before of this.#messages.values()) this.#flush(before);
    const message: Message = {
      id,
      fromText: this.fromText,
      content: '',
      told: 0,
      sentences: [],
      current: 0,
      ms: 0,
      stream: new WavStream(),
      stopTimer: () => undefined,
    };
    this.#messages.set(id, message);
    this.#open(message);
    return message;
  }

  /** A sentence that is not complete yet. */
  #open(message: Message): Sentence {
    const id = randomUUID();
    const sound = new SampleBuffer();
    const sentence: Sentence = {
      ...{ id, message, sound, text: '', from: undefined, pieces: 0, rate: 0, scored: false },
    };
    message.sentences.push(sentence);
    this.#sentences.set(id, sentence);
    const [oldest] = this.#sentences.keys();
    if (this.#sentences.size > mostSentences && oldest) this.#sentences.delete(oldest);
    return sentence;
  }

  #complete(message: Message, words: string): void {
    const text = words.trim();
    const sentence = message.sentences.at(-1);
    if (text === '' || sentence === undefined) return;
    sentence.text = text;
    this.#open(message);
    this.#parts.order.run(() => {
      if (this.#closed) return;
      this.#parts.send({
        type: 'assistant_message',
        id: sentence.id,
        from_text: message.fromText,
        message: { role: 'assistant', content: text },
        models: {},
        // Not in the specification, but newer SDKs warn where it is missing.
        ...{ is_quick_response: false },
      });
    });
  }

  #flush(message: Message): void {
    message.stopTimer();
    const rest = message.content.slice(message.told);
    message.told = message.content.length;
    this.#complete(message, rest);
  }

  /** Which sentence sounds next. */
  #sentenceAt(message: Message): Sentence {
    const { sentences } = message;
    const endOf = (index: number) =>
      msPerCharacter *
      sentences.slice(0, index + 1).reduce((sum, { text }) => sum + text.length, 0);
    const isOver = (index: number) => sentences[index]?.text !== '' && message.ms >= endOf(index);
    while (message.current < sentences.length - 1 && isOver(message.current)) {
      // The last has no words yet, and maybe never will.
      if (message.current === sentences.length - 2 && message.told === message.content.length)
        break;
      const before = sentences[message.current];
      if (before) this.#score(before);
      message.current += 1;
    }
    return sentences[message.current] ?? this.#open(message);
  }

  #hold(message: Message, piece: SoundPiece, speech: Pcm): void {
    const { sent, clock } = this.#parts;
    const ms = (1000 * speech.samples.length) / speech.sampleRate;
    sent.send(piece, speech);
    const now = clock.now();
    if (this.#pieces.length > 64) {
      this.#pieces = this.#pieces.filter(({ from, ms: length }) => from + length > now);
    }
    this.#pieces.push({ ...piece, message, at: message.ms, ms, from: sent.until - ms });
    message.ms += ms;
  }

  /** Its sound is complete. */
  #score(sentence: Sentence): void {
    const { sound, rate, id, scored } = sentence;
    if (scored || sound.length === 0) return;
    sentence.scored = true;
    const speech = { samples: sound.samples().slice(), sampleRate: rate };
    sound.letGo();
    void this.#parts.guard.run(async () => {
      // Where it is not scored nothing is missing but that.
      const scores = await this.#parts.prosody.score(speech).catch(() => undefined);
      if (scores === undefined) return;
      this.#parts.order.run(() => {
        if (this.#closed) return;
        this.#parts.send({ type: 'assistant_prosody', id, models: { prosody: { scores } } });
      });
    });
  }
}
