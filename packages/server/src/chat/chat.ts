import { randomUUID } from 'node:crypto';
import { base64ToBytes, decodeClientMessage, encodeServerMessage } from '@vivavoce/evi';
import type { ClientMessage, EmotionScores, ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { Engines } from '../speech/engines';
import type { Transcript } from '../speech/recogniser';
import type { ReplyRequest, Turn } from '../speech/responder';
import type { ChatStore, StoredChat } from '../store/chat-store';
import type { ChatQuery } from '../http/chat-query';
import { chatErrorCode } from './chat-error';
import type { ChatErrorSlug } from './chat-error';
import { afterReply, applySettings, filledPrompt, initialSettings } from './settings';
import type { Settings } from './settings';
import { SpeechInput } from './speech-input';
import type { Utterance } from './speech-input';
import { SpeechOutput } from './speech-output';
import type { Saying } from './speech-output';
import { initialTurn, nextTurn } from './turn';
import type { TurnEffect, TurnEvent, TurnState } from './turn';

/** Longer texts are refused: nobody listens to ten minutes of one sentence after the other. */
const longestText = 10_000;

/** The socket, as a Chat sees it. */
export interface ChatConnection {
  /** Sends one text frame. */
  send(text: string): void;
  /** Resolves when what was sent has left this machine. */
  flushed(): Promise<void>;
  /** Closes with a close code. */
  close(code: number, reason: string): void;
}

/** What a Chat is made of. */
export interface ChatParts {
  connection: ChatConnection;
  engines: Engines;
  store: ChatStore;
  query: ChatQuery;
}

/** A turn of the assistant under way. */
interface Reply {
  abort: AbortController;
  /** `open`: messages of it were sent, and its `assistant_end` is due. */
  messages: 'none' | 'open' | 'ended';
}

/** One conversation: the effects round the pure state machine of turn.ts. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #requestId = randomUUID();
  readonly #history: Turn[] = [];
  readonly #held: string[] = [];
  readonly #output: SpeechOutput;
  #input: SpeechInput | undefined;
  #stored: StoredChat | undefined;
  #settings: Settings = initialSettings;
  #turn: TurnState = initialTurn;
  #reply: Reply | undefined;
  /** Why the last message has no words. */
  #unheard: ReplyRequest['unheard'];
  /** Transcripts become messages in the order they were spoken. */
  #transcribed = Promise.resolve();
  #closed = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#output = new SpeechOutput({
      synthesiser: parts.engines.synthesiser,
      prosody: parts.engines.prosody,
      send: (message) => {
        this.#send(message);
      },
      flushed: () => parts.connection.flushed(),
    });
  }

  /** Opens the Chat and says so with `chat_metadata`. */
  async start(): Promise<void> {
    const { query, store, engines } = this.#parts;
    const stored = await store.open(query.resumedChatGroupId);
    if (this.#closed) return;
    if (stored === undefined) {
      this.refuse('chat_group_not_found', 'There is no Chat Group with the id to resume.');
      return;
    }
    this.#stored = stored;
    const past = stored.history.length - query.eventLimit;
    this.#history.push(...stored.history.slice(Math.max(0, past)));
    if (query.voice !== undefined) this.#settings = { ...this.#settings, voice: query.voice };
    this.#input = new SpeechInput(engines.voiceActivity, engines.recogniser, {
      onSpeechStarted: () => {
        this.#happen('speech-started');
      },
      onSpeechEnded: (utterance) => {
        this.#happen('speech-ended');
        this.#transcribed = this.#transcribed.then(() => this.#handleUtterance(utterance));
      },
      ...(query.verboseTranscription && {
        onPartial: (text: string, time: { begin: number; end: number }) => {
          this.#sendUserMessage(text, { time, interim: true });
        },
      }),
    });
    this.#send({
      type: 'chat_metadata',
      chat_id: stored.chatId,
      chat_group_id: stored.chatGroupId,
      request_id: this.#requestId,
    });
  }

  /** Ends a Chat that can't be: says why and closes. */
  refuse(slug: ChatErrorSlug, message: string): void {
    this.#sendError(slug, message);
    this.#parts.connection.close(1008, slug);
  }

  /** Takes a text frame. */
  handleText(text: string): void {
    if (this.#closed || this.#input === undefined) return;
    const decoded = decodeClientMessage(text);
    switch (decoded.kind) {
      case 'message':
        this.#handleMessage(decoded.message);
        break;
      case 'unknown':
        this.#sendError(
          'unknown_message_type',
          'The message has a type that this server does not know.',
        );
        break;
      case 'malformed': {
        const { reason, detail } = decoded.error;
        this.#sendError(reason === 'not-json' ? 'invalid_json' : 'invalid_message', detail);
        break;
      }
    }
  }

  /** Takes audio: a binary frame, or what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    const wrong = this.#input?.push(bytes);
    if (wrong === 'audio_not_configured') {
      this.#sendError(
        wrong,
        'Send session_settings with audio {encoding, channels, sample_rate} before audio.',
      );
    } else if (wrong === 'audio_cut_sample') {
      this.#sendError(wrong, 'The audio ends in the middle of a sample; it was left out.');
    }
  }

  /** Lets go of everything. The connection is closed, or about to be. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reply?.abort.abort();
    this.#input?.close();
  }

  #handleMessage(message: ClientMessage): void {
    if (message.custom_session_id != null) {
      this.#settings = { ...this.#settings, customSessionId: message.custom_session_id };
    }
    switch (message.type) {
      case 'audio_input': {
        const bytes = base64ToBytes(message.data);
        if (bytes) this.handleAudio(bytes);
        else this.#sendError('audio_not_base64', 'The data of audio_input is not base64.');
        break;
      }
      case 'session_settings':
        this.#handleSettings(message);
        break;
      case 'user_input':
        this.#handleUserInput(message.text);
        break;
      case 'assistant_input':
        if (!this.#acceptable(message.text)) break;
        this.#held.push(message.text);
        this.#happen('told');
        break;
      case 'pause_assistant_message':
        this.#happen('pause');
        break;
      case 'resume_assistant_message':
        this.#happen('resume');
        break;
      case 'tool_response':
      case 'tool_error':
        this.#send(message);
        break;
    }
  }

  #handleSettings(message: SessionSettings): void {
    const wrong = message.audio && this.#input?.configure(message.audio);
    if (wrong === undefined || wrong === null) {
      this.#settings = applySettings(this.#settings, message);
      return;
    }
    this.#sendError('audio_format_unsupported', `The audio settings can't be used: ${wrong}.`);
    this.#settings = applySettings(this.#settings, { ...message, audio: undefined });
  }

  #handleUserInput(text: string): void {
    if (!this.#acceptable(text)) return;
    this.#sendUserMessage(text, { fromText: true, time: { begin: 0, end: 0 } });
    this.#keep({ role: 'user', text });
    this.#unheard = undefined;
    this.#happen('typed');
  }

  #acceptable(text: string): boolean {
    if (text.trim() === '') {
      this.#sendError('invalid_message', 'The text is empty.');
      return false;
    }
    if (text.length <= longestText) return true;
    this.#sendError('text_too_long', `The text is longer than ${String(longestText)} characters.`);
    return false;
  }

  async #handleUtterance({ begin, end, samples, transcript }: Utterance): Promise<void> {
    const [heard, scores] = await Promise.all([
      transcript.catch((): Transcript => {
        this.#sendError('transcription_failed', 'The recogniser failed on what was just said.');
        return { kind: 'nothing' };
      }),
      this.#parts.engines.prosody.score({ samples, sampleRate: 16_000 }),
    ]);
    if (this.#closed) return;
    if (heard.kind === 'nothing') {
      this.#happen('nothing-heard');
      return;
    }
    const text = heard.kind === 'words' ? heard.text : '';
    const speechless =
      this.#parts.engines.recogniser.vocabulary === 'none' ? 'no-recogniser' : 'unclear';
    this.#unheard = heard.kind === 'words' ? undefined : speechless;
    this.#sendUserMessage(text, { time: { begin, end }, scores });
    this.#keep({ role: 'user', text });
    this.#happen('heard');
  }

  #happen(event: TurnEvent): void {
    if (this.#closed) return;
    const { state, effects } = nextTurn(this.#turn, event);
    this.#turn = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: TurnEffect): void {
    switch (effect) {
      case 'reply':
        void this.#sayAll();
        break;
      case 'interrupt':
        this.#tellInterrupted();
        this.#stopReply();
        break;
      case 'hush':
        if (this.#output.sounding) this.#tellInterrupted();
        break;
      case 'stop':
        this.#stopReply();
        break;
    }
  }

  #tellInterrupted(): void {
    this.#output.silence();
    this.#send({ type: 'user_interruption', time: Date.now() });
  }

  #stopReply(): void {
    const reply = this.#reply;
    this.#reply = undefined;
    reply?.abort.abort();
    if (reply) this.#endTurn(reply);
  }

  // A turn that was begun is closed once, also one that was cut short.
  #endTurn(reply: Reply): void {
    if (reply.messages === 'open') this.#send({ type: 'assistant_end' });
    reply.messages = 'ended';
  }

  // Says what is to be said until nothing is left, then waits until the client has played it.
  async #sayAll(): Promise<void> {
    const reply: Reply = { abort: new AbortController(), messages: 'none' };
    this.#reply = reply;
    const { signal } = reply.abort;
    try {
      for (let saying = this.#nextToSay(signal); saying; saying = this.#nextToSay(signal)) {
        await this.#output.say(
          {
            ...saying,
            voice: this.#settings.voice ?? '',
            onSentence: (sentence) => {
              reply.messages = 'open';
              this.#keep({ role: 'assistant', text: sentence });
            },
            onFirstSound: () => {
              this.#happen('spoke');
            },
          },
          signal,
        );
        if (signal.aborted) return;
      }
    } catch {
      if (signal.aborted) return;
      this.#sendError('reply_failed', 'The reply could not be made or spoken.');
    }
    this.#endTurn(reply);
    await this.#output.playedOut(signal);
    if (signal.aborted) return;
    this.#reply = undefined;
    this.#happen('fell-silent');
    // Text that came while the last words were playing.
    if (this.#held.length > 0) this.#happen('told');
  }

  // Texts the client wants spoken go first, then the answer to the last message, if it has none yet.
  #nextToSay(signal: AbortSignal): { text: Saying['text']; fromText: boolean } | undefined {
    const held = this.#held.shift();
    if (held !== undefined) return { text: [held], fromText: true };
    if (this.#history.at(-1)?.role !== 'user') return undefined;
    const { context } = this.#settings;
    const prompt = filledPrompt(this.#settings);
    const request: ReplyRequest = {
      history: [...this.#history],
      now: new Date(),
      ...(this.#unheard && { unheard: this.#unheard }),
      ...(prompt !== undefined && { prompt }),
      ...(context && { context: context.text }),
    };
    this.#settings = afterReply(this.#settings);
    return { text: this.#parts.engines.responder.reply(request, signal), fromText: false };
  }

  #keep(turn: Turn): void {
    this.#history.push(turn);
    if (this.#stored) void this.#parts.store.append(this.#stored.chatGroupId, turn);
  }

  #sendUserMessage(
    content: string,
    about: {
      time: { begin: number; end: number };
      interim?: boolean;
      fromText?: boolean;
      scores?: EmotionScores;
    },
  ): void {
    this.#send({
      type: 'user_message',
      from_text: about.fromText ?? false,
      interim: about.interim ?? false,
      message: { role: 'user', content },
      models: about.scores ? { prosody: { scores: about.scores } } : {},
      time: about.time,
    });
  }

  #sendError(slug: ChatErrorSlug, message: string): void {
    this.#send({
      type: 'error',
      code: chatErrorCode(slug),
      slug,
      message,
      request_id: this.#requestId,
    });
  }

  #send(message: ServerMessage): void {
    if (this.#closed) return;
    const { customSessionId } = this.#settings;
    const full =
      customSessionId === undefined ? message : { ...message, custom_session_id: customSessionId };
    this.#parts.connection.send(encodeServerMessage(full));
  }
}
