import { base64ToBytes } from '@vivavoce/evi';
import type { ClientMessage, ReturnChatStatus, SessionSettings } from '@vivavoce/evi';
import type { ChatQuery } from './chat-query.ts';
import type { Log, LogEntry } from '../base/log.ts';
import type { AudioQuota } from '../store/chats/audio-quota.ts';
import type { ChatStore, StoredChat } from '../store/chats/chat-store.ts';
import { Audience } from './audience.ts';
import type { AudioFault } from '../audio/audio-reader.ts';
import { ChatGuard } from '../connection/chat-guard.ts';
import { ChatRecorder } from '../recording/chat-recorder.ts';
import { storageFull } from '../connection/chat-error.ts';
import type { KeepingTrouble } from '../recording/chat-recorder.ts';
import { Conversation } from '../dialogue/conversation.ts';
import type { ConversationParts, Ending } from '../dialogue/conversation.ts';
import { Listener } from '../dialogue/hearing/listener.ts';
import type { ListenerEvents } from '../dialogue/hearing/listener.ts';
import { ResendBuffer } from '../connection/resend-buffer.ts';
import { Outbox } from '../connection/outbox.ts';
import type { ChatConnection } from '../connection/outbox.ts';
import { readMessage, wrong } from './read-message.ts';
import type { WrongMessage } from './read-message.ts';
import { settingsEvent } from '../recording/recorded-event.ts';
import type { Seat, Seats } from './seats.ts';
import { joined } from '../dialogue/settings.ts';
import { SoundRecorder } from '../recording/sound-recorder.ts';
import { variableTexts } from '../text/variable-texts.ts';

/** How long after a resume a client may say again what was heard already. */
const repeatMs = 5000;

/** What all Chats of a server have in common. */
export interface SessionDependencies extends Pick<
  ConversationParts,
  'engines' | 'config' | 'clock' | 'toolTimeoutMs' | 'webSearch'
> {
  store: ChatStore;
  audioQuota: AudioQuota;
  /** The path of ffmpeg; undefined where it is not installed. */
  ffmpeg: string | undefined;
  seats: Seats<Chat>;
  /** `2025-01`: no client is sent what those of that time don't know. Default: those that say that they are of that time aren't. */
  compat?: '2025-01' | undefined;
  log: Log;
}

/** What this server tells beside EVI's messages, to clients that ask for it in `extensions` of their settings. */
const extensions = ['dismissed'];

/** What the client is told of audio that can't be read. */
const audioFaults: Readonly<Record<AudioFault, string>> = {
  audio_not_configured:
    'Send session_settings with audio {encoding, channels, sample_rate} before linear16; anything else must begin as WebM, Ogg, MP4 or WAV does.',
  audio_format_unsupported: 'A WAV must have between 8000 and 192000 samples a second.',
  audio_not_as_declared:
    'session_settings declare linear16, but the audio begins as WebM, Ogg or MP4 does; it is read as that.',
  audio_decoder_missing:
    'WebM, Ogg, MP4 and WAV with compressed sound need ffmpeg, which is not installed where this server runs. Install it, or send linear16.',
  audio_not_decodable:
    'ffmpeg could not read the audio; what follows is left out until it begins anew.',
  audio_too_far_ahead:
    'The audio comes more than two minutes ahead of its time; what is too much is left out.',
};

/** What the client is told when what is said can't be kept. */
const storageTroubles: Readonly<Record<Exclude<KeepingTrouble, 'full'>, string>> = {
  waiting:
    'The database fails. What is said from now on is kept in memory, and in the database once that answers again.',
  lost: 'The database has failed for so long that some of what was said is lost.',
};

/** What others are told who send audio, or say how it is to be read. */
export const audioOfOthers: WrongMessage = wrong(
  'audio_of_others',
  "A Chat hears its own client's audio alone.",
);

/** What a Chat is made of. */
export interface ChatParts extends SessionDependencies {
  connection: ChatConnection;
  query: ChatQuery;
  /** The Chat as it was opened in the store. */
  stored: StoredChat;
  /** Which Config and version it has; empty for the server's own. */
  configName: string;
}

type Ended = Exclude<ReturnChatStatus, 'ACTIVE'>;

/** What a Chat's status is once it has ended so. */
const statusOf: Readonly<Record<Ending, Ended>> = {
  hang_up: 'USER_ENDED',
  inactivity_timeout: 'INACTIVITY_TIMEOUT',
  max_duration_timeout: 'MAX_DURATION_TIMEOUT',
  language_model_failed: 'ERROR',
};

/** What an `error` says of it before. Who was bidden farewell needs no more words. */
const endInWords: Readonly<Record<Exclude<Ending, 'hang_up'>, string>> = {
  inactivity_timeout: 'The user was silent for as long as a Chat may be quiet.',
  max_duration_timeout: 'The Chat has lasted as long as it may.',
  language_model_failed: "The Config's language model can not be used.",
};

/** One Chat: what comes over its socket, and its beginning and end. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #guard: ChatGuard;
  #seat: Seat<Chat>;
  /** Texts that were heard over a line that broke before the client could know, and when it came back. */
  #repeated: string[] = [];
  #startedAt = 0;
  #listener: Listener | undefined;
  #heard = false;
  #announced = false;
  #tellsDismissed = false;
  readonly #logged = new Set<string>();
  #closed = false;
  #ended = Promise.resolve();

  constructor(given: ChatParts) {
    const guard = new ChatGuard((error) => {
      given.log({ level: 'error', message: 'A Chat failed', error });
      seat.chat.fail();
    });
    const parts = {
      ...given,
      clock: guard.clock(given.clock),
      connection: guard.connection(given.connection),
    };
    this.#parts = parts;
    this.#guard = guard;
    const line = new ResendBuffer(
      parts.connection,
      (said) => {
        conversation.handleConfirmed(said);
      },
      () => parts.seats.held,
    );
    const { store } = parts;
    const sound = new SoundRecorder(parts.audioQuota, parts.clock, parts.stored, (chatId) => {
      // Where there is no room to say it, the recording is just shorter.
      store.noteAudioFailed(chatId).catch(() => undefined);
    });
    const audience = new Audience();
    const recorder = new ChatRecorder({
      store,
      chat: parts.stored,
      sound,
      line: audience.tee(line),
      guard,
      onTrouble: (trouble) => {
        seat.chat.#handleTrouble(trouble);
      },
    });
    const keep: ConstructorParameters<typeof Outbox>[1] = (message) => {
      recorder.handleMessage(message);
    };
    const outbox = new Outbox(recorder, keep, parts.compat === '2025-01' || parts.query.old);
    const conversation = new Conversation({
      ...parts,
      guard,
      outbox,
      flushed: () => recorder.flushed(),
      sound,
      onUnsaid: (error) => {
        if (error === undefined) this.#logOnce('warning', 'Nothing of a reply can be said aloud');
        else this.#logOnce('error', 'A sentence could not be spoken', error);
      },
      onKeep: (turn) => {
        if (turn.role === 'tool') recorder.handleToolUsed(turn.call.id, turn.text);
      },
      onEnd: (reason) => {
        if (reason === 'hang_up') recorder.close(1000, reason);
        else outbox.sendLastError(1000, reason, endInWords[reason]);
        seat.chat.#closeSoon(statusOf[reason]);
      },
    });
    const config = parts.configName;
    const chatIds = new Set<string>();
    const kept = { line, recorder, sound, outbox, conversation, audience, chatIds, config };
    const seat: Seat<Chat> = { ...kept, chat: this };
    this.#seat = seat;
  }

  /** The id it was given in the store. */
  get id(): string {
    return this.#parts.stored.chatId;
  }

  /** Begins, with `chat_metadata`. */
  async start(): Promise<void> {
    const { query, seats, stored } = this.#parts;
    const found = await seats.find(stored.chatGroupId);
    this.#listener = this.#createListener();
    const seat = found ?? this.#seat;
    seats.take(stored.chatGroupId, seat);
    seat.audience.allow(query.allowConnection);
    seat.chatIds.add(this.id);
    if (found) {
      await this.#sitDown(found, stored);
      if (found.setMeanwhile) this.#outbox.echoSettings(found.setMeanwhile);
      this.#applyAddress();
      return;
    }
    this.#outbox.sendMetadata(stored);
    this.#applyAddress();
    // A resumed conversation goes on where it was.
    this.#conversation.start(stored.history, query.resumedChatGroupId === undefined);
  }

  /** What was set with the address holds from the beginning, also of a conversation that goes on. */
  #applyAddress(): void {
    const { voice, settings } = this.#parts.query;
    if (voice !== undefined) this.#conversation.applySettings({ voice_id: voice });
    const faulty = settings && this.#handleMessage(settings);
    if (faulty && 'slug' in faulty) this.#outbox.sendError(faulty.slug, faulty.because);
  }

  /** Goes on with a conversation whose line broke: what its client has not heard is said again. */
  async #sitDown(seat: Seat<Chat>, stored: StoredChat): Promise<void> {
    this.#seat.conversation.close();
    this.#seat = seat;
    seat.chat = this;
    await seat.recorder.moveTo(stored);
    this.#startedAt = this.#parts.clock.now();
    this.#repeated = seat.line.unconfirmed.flatMap(({ type, from_text, message }) =>
      type === 'user_message' && from_text ? [message?.content ?? ''] : [],
    );
    const again = seat.line.attach(this.#parts.connection, () => {
      seat.recorder.sendAhead(() => {
        this.#outbox.sendMetadata(stored);
      });
    });
    seat.conversation.handleSaidAgain(again);
    seat.conversation.remember(this.#parts.query.eventLimit);
    const { metadata } = seat.conversation;
    if (metadata) seat.recorder.describe({ metadata: JSON.stringify(metadata) });
  }

  /** Ends a Chat in which this server broke down. */
  fail(): void {
    this.#outbox.sendLastError(1011, 'internal_error', 'The server failed in this Chat.');
    this.#closeSoon('ERROR');
  }

  /** Takes a text frame. @returns how many characters are to be answered or spoken, or the audio in it, which is still to be taken. */
  handleText(text: string): number | Uint8Array {
    return this.#guard.run(() => this.#takeText(text)) ?? 0;
  }

  #takeText(text: string): number | Uint8Array {
    if (this.#closed || this.#listener === undefined) return 0;
    const read = readMessage(text);
    const taken = read.kind === 'wrong' ? read : this.#handleMessage(read.message, read.variables);
    if (taken instanceof Uint8Array) return taken;
    if (taken) this.#outbox.sendError(taken.slug, taken.because);
    return read.kind === 'message' && 'text' in read.message ? text.length : 0;
  }

  /** Takes what somebody else than its client sends. @returns how many characters are to be answered or spoken, or why none is. */
  handleOthers(text: string): number | WrongMessage {
    const taken = this.#guard.run(() => this.#takeFromOthers(text));
    return taken ?? wrong('internal_error', 'The server failed in this Chat.');
  }

  #takeFromOthers(text: string): number | WrongMessage {
    const read = readMessage(text);
    if (read.kind === 'wrong') return read;
    const { message, variables } = read;
    const taken = this.#handleMessage(message, variables, true);
    if (taken instanceof Uint8Array) return audioOfOthers;
    return taken ?? ('text' in message ? text.length : 0);
  }

  /** While the database does not keep pace with what is said: resolves when more may be taken. */
  get keepingPace(): Promise<void> | undefined {
    return this.#seat.recorder.keepingPace;
  }

  /** Takes audio: a piece of a binary frame, or of what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    this.#guard.run(() => {
      this.#takeAudio(bytes);
    });
  }

  #takeAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    const { recorder } = this.#seat;
    if (!this.#heard) recorder.keep({ type: 'USER_RECORDING_START_MESSAGE', role: 'USER' });
    this.#heard = true;
    this.#listener?.push(bytes);
  }

  /** Lets go of everything. The connection is closed, or about to be. Resolves when the Chat's end was kept. */
  close(status: Ended): Promise<void> {
    if (this.#stop()) this.#ended = this.#end(status);
    return this.#ended;
  }

  async #end(status: Ended): Promise<void> {
    try {
      this.#parts.seats.clear(this.#parts.stored.chatGroupId, this.#seat);
      this.#outbox.close();
      this.#conversation.close();
    } finally {
      // What is still on its way is heard by those who listen, too.
      await this.#seat.recorder.end(status).finally(() => {
        this.#seat.audience.close();
      });
    }
  }

  /** The same, where nobody waits for it. */
  #closeSoon(status: Ended): void {
    this.close(status).catch((error: unknown) => {
      this.#parts.log({ level: 'error', message: 'A Chat could not be ended', error });
    });
  }

  /** The line broke: the conversation waits for its client. */
  leave(): void {
    this.#guard.run(() => {
      this.#leave();
    });
  }

  #leave(): void {
    if (!this.#stop()) return;
    try {
      // What was being said over it is said again, or not at all.
      this.#conversation.dispatch('speech-ended');
      this.#conversation.dispatch('nothing-heard');
      this.#parts.seats.leave(this.#parts.stored.chatGroupId, this.#seat);
    } catch (error) {
      this.#ended = this.#end('ERROR');
      throw error;
    }
  }

  /** Tells whoever runs the server, once in this Chat: an engine that fails does so time and again. */
  #logOnce(level: LogEntry['level'], message: string, error?: unknown): void {
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#parts.log({ level, message, error });
  }

  get #outbox(): Outbox {
    return this.#seat.outbox;
  }

  get #conversation(): Conversation {
    return this.#seat.conversation;
  }

  /** Hears nothing any more. */
  #stop(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#listener?.close();
    return true;
  }

  #createListener(): Listener {
    const { engines, ffmpeg, query, config } = this.#parts;
    const events: ListenerEvents = {
      onSamples: (samples) => {
        this.#seat.sound.hear(samples);
      },
      onSpeechStarted: () => {
        this.#conversation.dispatch('speech-started');
      },
      onBargeIn: () => {
        this.#conversation.dispatch('barge-in');
      },
      onSpeechEnded: () => {
        this.#conversation.dispatch('speech-ended');
      },
      onDismissed: () => {
        if (this.#tellsDismissed) this.#outbox.sendDismissed();
      },
      assistantSpeaks: () => this.#conversation.sounding,
      onHeard: ({ text, unheard, ...about }) => {
        this.#outbox.sendUserMessage(text, about);
        this.#conversation.handleWords('heard', { text, ...about }, unheard);
      },
      onNothingHeard: () => {
        this.#conversation.dispatch('nothing-heard');
      },
      onAudioFault: (fault) => {
        this.#outbox.sendError(fault, audioFaults[fault]);
      },
      onTranscriptionFailed: (error) => {
        this.#logOnce('error', 'What was said could not be transcribed', error);
        this.#outbox.sendError(
          'transcription_failure',
          'The recogniser failed on what was just said.',
        );
      },
      ...(query.verboseTranscription && {
        onPartial: (text: string, time: { begin: number; end: number }) => {
          this.#outbox.sendUserMessage(text, { time, interim: true });
        },
      }),
    };
    return new Listener(engines, ffmpeg, this.#guard, events, config.hearing);
  }

  /**
   * @param variables - those of settings, as they were written.
   * @param ofOthers - whether somebody else than the client has sent it.
   * @returns the audio in it, or what is wrong with it.
   */
  #handleMessage(
    message: ClientMessage,
    variables?: Readonly<Record<string, string>>,
    ofOthers = false,
  ): Uint8Array | WrongMessage | undefined {
    const aboutAudio = message.type === 'session_settings' && message.audio != null;
    if (ofOthers && (aboutAudio || message.type === 'audio_input')) return audioOfOthers;
    if (message.custom_session_id != null) {
      if (message.custom_session_id !== this.#outbox.customSessionId) {
        this.#seat.recorder.describe({ customSessionId: message.custom_session_id });
      }
      this.#outbox.setCustomSessionId(message.custom_session_id);
    }
    switch (message.type) {
      case 'audio_input':
        return (
          base64ToBytes(message.data) ??
          wrong('audio_not_base64', 'The data of audio_input is not base64.')
        );
      case 'session_settings':
        return this.#handleSettings(message, variables ?? variableTexts(message), ofOthers);
      case 'user_input':
        if (!ofOthers && this.#isRepeated(message.text)) break;
        this.#outbox.sendUserMessage(message.text, {
          fromText: true,
          time: { begin: 0, end: 0 },
        });
        this.#conversation.handleWords('typed', { text: message.text });
        break;
      case 'assistant_input':
        if (this.#conversation.say(message.text)) break;
        return wrong('too_much_to_say', 'Too many texts wait to be spoken; this one does not.');
      case 'pause_assistant_message':
        this.#seat.recorder.keep({ type: 'PAUSE_ONSET', role: 'SYSTEM' });
        this.#conversation.dispatch('pause');
        break;
      case 'resume_assistant_message':
        this.#seat.recorder.keep({ type: 'RESUME_ONSET', role: 'SYSTEM' });
        this.#conversation.dispatch('resume');
        break;
      case 'tool_response':
      case 'tool_error':
        this.#conversation.handleToolAnswer(message);
        break;
    }
    return undefined;
  }

  /** Whether this was heard over the line that broke, and its echo is on its way again. */
  #isRepeated(text: string): boolean {
    const index = this.#repeated.indexOf(text);
    if (index === -1 || this.#parts.clock.now() - this.#startedAt > repeatMs) return false;
    this.#repeated.splice(index, 1);
    return true;
  }

  #handleSettings(
    message: SessionSettings,
    variables: Readonly<Record<string, string>> | undefined,
    ofOthers: boolean,
  ): WrongMessage | undefined {
    const seat = this.#seat;
    const settings = variables ? { ...message, variables } : message;
    this.#conversation.applySettings(settings);
    const kept = settingsEvent(settings);
    if (kept) seat.recorder.keep(kept);
    if (message.system_prompt != null) {
      seat.recorder.keep({ type: 'SYSTEM_PROMPT', role: 'SYSTEM', text: message.system_prompt });
    }
    if (message.metadata != null) {
      seat.recorder.describe({ metadata: JSON.stringify(message.metadata) });
    }
    if (ofOthers) {
      // What this server tells beside EVI's messages is between it and the client.
      const { extensions: _, ...set } = message as SessionSettings & { extensions?: unknown };
      this.#outbox.echoSettings(set);
      if (this.#closed) seat.setMeanwhile = joined(seat.setMeanwhile, settings);
      return undefined;
    }
    const { extensions: asked } = message as { extensions?: unknown };
    if (Array.isArray(asked)) this.#tellsDismissed = asked.includes('dismissed');
    this.#outbox.echoSettings(message, this.#announced ? undefined : extensions);
    this.#announced = true;
    this.#setAgain(seat);
    const faulty = message.audio ? this.#listener?.configure(message.audio) : undefined;
    return faulty === undefined
      ? undefined
      : wrong('audio_format_unsupported', `Failed to use the audio settings: ${faulty}.`);
  }

  /** The client has begun again with its own settings: what others have set while it was away goes before those. */
  #setAgain(seat: Seat<Chat>): void {
    const set = seat.setMeanwhile;
    if (set === undefined) return;
    seat.setMeanwhile = undefined;
    this.#conversation.applySettings(set);
    this.#outbox.echoSettings(set);
  }

  #handleTrouble(trouble: KeepingTrouble): void {
    if (trouble !== 'full') {
      this.#outbox.sendError('storage_failed', storageTroubles[trouble]);
      return;
    }
    this.#outbox.sendLastError(4507, 'storage_full', storageFull);
    this.#closeSoon('ERROR');
  }
}
