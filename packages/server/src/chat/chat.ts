import { base64ToBytes, decodeClientMessage } from '@vivavoce/evi';
import type { ClientMessage, ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { Engines } from '../speech/engines';
import type { Transcript } from '../speech/recogniser';
import { speechRate } from '../speech/voice-activity';
import type { ReplyRequest, Turn } from '../speech/responder';
import type { ChatStore, StoredChat } from '../store/chat-store';
import type { ChatQuery } from '../http/chat-query';
import type { ChatErrorSlug } from './chat-error';
import { Outbox } from './outbox';
import type { ChatConnection } from './outbox';
import { Replies } from './replies';
import { afterReply, applySettings, filledPrompt, initialSettings } from './settings';
import type { Settings } from './settings';
import { SpeechInput } from './speech-input';
import type { Utterance } from './speech-input';
import { SpeechOutput } from './speech-output';
import { initialTurn, nextTurn } from './turn';
import type { TurnEffect, TurnEvent, TurnState } from './turn';

/** Longer texts are refused: nobody listens to ten minutes of one sentence after the other. */
const longestText = 10_000;
/** Shorter sounds without words were a cough, not a sentence. */
const shortestUnclearMs = 400;

/** What a Chat is made of. */
export interface ChatParts {
  connection: ChatConnection;
  engines: Engines;
  store: ChatStore;
  query: ChatQuery;
}

/** One conversation: the effects round the pure state machine of turn.ts. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #history: Turn[] = [];
  readonly #outbox: Outbox;
  readonly #output: SpeechOutput;
  readonly #replies: Replies;
  #input: SpeechInput | undefined;
  #stored: StoredChat | undefined;
  #settings: Settings = initialSettings;
  #turn: TurnState = initialTurn;
  /** Why the last message has no words. */
  #unheard: ReplyRequest['unheard'];
  /** Transcripts become messages in the order they were spoken. */
  #transcribed = Promise.resolve();
  #closed = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.connection);
    const send = (message: ServerMessage) => {
      this.#outbox.send(message);
    };
    this.#output = new SpeechOutput({
      synthesiser: parts.engines.synthesiser,
      prosody: parts.engines.prosody,
      send,
      flushed: () => parts.connection.flushed(),
    });
    this.#replies = new Replies({
      output: this.#output,
      answer: (signal) => parts.engines.responder.reply(this.#request(), signal),
      voice: () => this.#settings.voice ?? '',
      send,
      onSentence: (text) => {
        this.#keep({ role: 'assistant', text });
      },
      onSpoke: () => {
        this.#happen('spoke');
      },
      onFellSilent: () => {
        this.#happen('fell-silent');
        // A text that came while the last words were playing.
        if (this.#replies.holding) this.#happen('told');
      },
      onFailed: () => {
        this.#outbox.sendError('reply_failed', 'The reply could not be made or spoken.');
      },
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
          this.#outbox.sendUserMessage(text, { time, interim: true });
        },
      }),
    });
    this.#outbox.sendMetadata(stored);
    if (query.settings) this.#handleMessage(query.settings);
  }

  /** Ends a Chat that can't be: says why and closes. */
  refuse(slug: ChatErrorSlug, message: string): void {
    this.#outbox.sendLastError(1008, slug, message);
  }

  /** Ends a Chat in which this server broke down. */
  fail(): void {
    this.#outbox.sendLastError(1011, 'internal_error', 'The server failed in this Chat.');
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
        this.#outbox.sendError(
          'unknown_message_type',
          'The message has a type that this server does not know.',
        );
        break;
      case 'malformed': {
        const { reason, detail } = decoded.error;
        this.#outbox.sendError(reason === 'not-json' ? 'invalid_json' : 'invalid_message', detail);
        break;
      }
    }
  }

  /** Takes audio: a binary frame, or what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    const wrong = this.#input?.push(bytes);
    if (wrong === 'audio_not_configured') {
      this.#outbox.sendError(
        wrong,
        'Send session_settings with audio {encoding, channels, sample_rate} before audio.',
      );
    } else if (wrong === 'audio_cut_sample') {
      this.#outbox.sendError(wrong, 'The audio ends in the middle of a sample; it was left out.');
    }
  }

  /** Lets go of everything. The connection is closed, or about to be. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbox.close();
    this.#replies.stop();
    this.#input?.close();
  }

  #handleMessage(message: ClientMessage): void {
    if (message.custom_session_id != null) {
      this.#outbox.setCustomSessionId(message.custom_session_id);
    }
    switch (message.type) {
      case 'audio_input': {
        const bytes = base64ToBytes(message.data);
        if (bytes) this.handleAudio(bytes);
        else this.#outbox.sendError('audio_not_base64', 'The data of audio_input is not base64.');
        break;
      }
      case 'session_settings':
        this.#handleSettings(message);
        break;
      case 'user_input':
        this.#handleUserInput(message.text);
        break;
      case 'assistant_input':
        this.#handleAssistantInput(message.text);
        break;
      case 'pause_assistant_message':
        this.#happen('pause');
        break;
      case 'resume_assistant_message':
        this.#happen('resume');
        break;
      case 'tool_response':
      case 'tool_error':
        this.#outbox.send(message);
        break;
    }
  }

  #handleSettings(message: SessionSettings): void {
    this.#settings = applySettings(this.#settings, message);
    const wrong = message.audio ? this.#input?.configure(message.audio) : undefined;
    if (wrong === undefined) return;
    this.#outbox.sendError(
      'audio_format_unsupported',
      `Failed to use the audio settings: ${wrong}.`,
    );
  }

  #handleUserInput(text: string): void {
    if (!this.#acceptable(text)) return;
    this.#outbox.sendUserMessage(text, { fromText: true, time: { begin: 0, end: 0 } });
    this.#unheard = undefined;
    this.#keep({ role: 'user', text });
    this.#replies.owe();
    this.#happen('typed');
  }

  #handleAssistantInput(text: string): void {
    if (!this.#acceptable(text)) return;
    if (this.#replies.hold(text)) this.#happen('told');
    else
      this.#outbox.sendError(
        'too_much_to_say',
        'Too many texts wait to be spoken; this one does not.',
      );
  }

  #acceptable(text: string): boolean {
    if (text.trim() === '') {
      this.#outbox.sendError('invalid_message', 'The text is empty.');
      return false;
    }
    if (text.length <= longestText) return true;
    this.#outbox.sendError(
      'text_too_long',
      `The text is longer than ${String(longestText)} characters.`,
    );
    return false;
  }

  async #handleUtterance({ begin, end, samples, transcript }: Utterance): Promise<void> {
    const { prosody } = this.#parts.engines;
    const scoring = prosody.score({ samples, sampleRate: speechRate }).catch(() => undefined);
    const heard = await transcript.catch((): Transcript => {
      this.#outbox.sendError(
        'transcription_failed',
        'The recogniser failed on what was just said.',
      );
      return { kind: 'nothing' };
    });
    const scores = await scoring;
    if (this.#closed) return;
    const cough = heard.kind === 'unclear' && end - begin < shortestUnclearMs;
    if (heard.kind === 'nothing' || cough) {
      this.#happen('nothing-heard');
      return;
    }
    const text = heard.kind === 'words' ? heard.text : '';
    const speechless =
      this.#parts.engines.recogniser.vocabulary === 'none' ? 'no-recogniser' : 'unclear';
    this.#unheard = heard.kind === 'words' ? undefined : speechless;
    this.#outbox.sendUserMessage(text, { time: { begin, end }, ...(scores && { scores }) });
    this.#keep({ role: 'user', text });
    this.#replies.owe();
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
        void this.#replies.start();
        break;
      case 'interrupt':
        this.#tellInterrupted();
        this.#replies.stop();
        this.#replies.forget();
        break;
      case 'hush':
        if (this.#output.sounding) this.#tellInterrupted();
        break;
      case 'stop':
        this.#replies.stop();
        break;
    }
  }

  #tellInterrupted(): void {
    this.#output.silence();
    this.#outbox.send({ type: 'user_interruption', time: Date.now() });
  }

  #request(): ReplyRequest {
    const { context } = this.#settings;
    const prompt = filledPrompt(this.#settings);
    this.#settings = afterReply(this.#settings);
    return {
      history: [...this.#history],
      now: new Date(),
      ...(this.#unheard && { unheard: this.#unheard }),
      ...(prompt !== undefined && { prompt }),
      ...(context && { context: context.text }),
    };
  }

  #keep(turn: Turn): void {
    this.#history.push(turn);
    if (this.#stored === undefined) return;
    this.#parts.store.append(this.#stored.chatGroupId, turn).catch(() => {
      this.#outbox.sendError('storage_failed', 'What was just said could not be kept.');
    });
  }
}
