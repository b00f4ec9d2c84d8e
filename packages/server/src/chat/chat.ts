import { base64ToBytes } from '@vivavoce/evi';
import type { ClientMessage, Context, ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../clock';
import type { ChatQuery } from '../http/chat-query';
import { ServerError } from '../server-error';
import type { Engines } from '../speech/engines';
import type { Occasion, ReplyRequest, Turn } from '../speech/responder';
import type { WebSearch } from '../speech/web-search';
import type { ChatStore, StoredChat } from '../store/chat-store';
import type { ChatConfig } from './chat-config';
import type { ChatErrorSlug } from './chat-error';
import { ChatTimers } from './chat-timers';
import { Listener } from './listener';
import type { Heard } from './listener';
import { Outbox } from './outbox';
import type { ChatConnection } from './outbox';
import { readMessage } from './read-message';
import { Replies } from './replies';
import { replyRequest } from './reply-request';
import { afterReply, applySettings, filled, initialSettings } from './settings';
import type { Settings } from './settings';
import { SpeechOutput } from './speech-output';
import { ToolCalls } from './tool-calls';
import { initialTurn, nextTurn } from './turn';
import type { TurnEffect, TurnEvent, TurnState } from './turn';

/** What all Chats of a server have in common. */
export interface ChatSurroundings {
  engines: Engines;
  store: ChatStore;
  config: ChatConfig;
  clock: Clock;
  /** How long the client may take to answer a `tool_call`, in ms. */
  toolTimeoutMs: number;
  webSearch?: WebSearch;
}

/** What a Chat is made of. */
export interface ChatParts extends ChatSurroundings {
  connection: ChatConnection;
  query: ChatQuery;
}

/** Why a Chat ends with close code 1000. */
type Ending = 'hang_up' | 'inactivity_timeout' | 'max_duration_timeout';

/** One conversation: the effects round the pure state machine of turn.ts. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #history: Turn[] = [];
  readonly #outbox: Outbox;
  readonly #output: SpeechOutput;
  readonly #replies: Replies;
  readonly #toolCalls: ToolCalls;
  readonly #timers: ChatTimers;
  #listener: Listener | undefined;
  #stored: StoredChat | undefined;
  #settings: Settings;
  #turn: TurnState = initialTurn;
  /** Why the last message has no words. */
  #unheard: ReplyRequest['unheard'];
  /** The context that the answer under way was asked with. */
  #contextInUse: Context | undefined;
  #leaving: Ending | undefined;
  #closed = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#settings = initialSettings(parts.config);
    this.#outbox = new Outbox(parts.connection);
    const send = (message: ServerMessage) => {
      this.#outbox.send(message);
    };
    this.#output = new SpeechOutput({
      synthesiser: parts.engines.synthesiser,
      prosody: parts.engines.prosody,
      clock: parts.clock,
      send,
      flushed: () => parts.connection.flushed(),
    });
    this.#replies = new Replies({
      output: this.#output,
      answer: (signal, occasion) =>
        parts.engines.responder.reply(this.#request(signal, occasion), signal),
      voice: () => this.#settings.voice ?? '',
      send,
      lastWords: () => (this.#leaving === undefined ? undefined : 'Goodbye.'),
      onSentence: (text) => {
        this.#keep({ role: 'assistant', text });
      },
      onAnswered: () => {
        this.#settings = afterReply(this.#settings, this.#contextInUse);
      },
      onSpoke: () => {
        this.#happen('spoke');
      },
      onFellSilent: () => {
        this.#happen('fell-silent');
        this.#sayWhatWaits();
      },
      onFailed: (error) => {
        const told = error instanceof ServerError && error.reason === 'responder-failed';
        this.#outbox.sendError(
          'reply_failed',
          told ? error.message : 'The reply could not be made or spoken.',
        );
      },
    });
    this.#toolCalls = new ToolCalls({
      clock: parts.clock,
      timeoutMs: parts.toolTimeoutMs,
      ...(parts.webSearch && { webSearch: parts.webSearch }),
      send,
      onTimedOut: (name) => {
        this.#outbox.sendError('tool_timed_out', `The tool ${name} was not answered in time.`);
      },
      onHangUp: () => {
        this.#leaving = 'hang_up';
        this.#happen('hang-up');
      },
      onDone: (turn) => {
        this.#keep(turn);
      },
    });
    this.#timers = new ChatTimers(parts.clock, parts.config, {
      onNudge: () => {
        this.#sayFor('nudge');
      },
      onInactivityMessage: () => {
        this.#sayFor('inactivity');
      },
      onInactive: () => {
        this.#end('inactivity_timeout');
      },
      onTimeUp: () => {
        this.#handleTimeUp();
      },
    });
  }

  /** Opens the Chat and says so with `chat_metadata`. */
  async start(): Promise<void> {
    const { query, store, engines, config } = this.#parts;
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
    this.#listener = new Listener(engines, {
      onSpeechStarted: () => {
        this.#happen('speech-started');
      },
      onSpeechEnded: () => {
        this.#happen('speech-ended');
      },
      onHeard: (heard) => {
        this.#handleHeard(heard);
      },
      onNothingHeard: () => {
        this.#happen('nothing-heard');
      },
      onTranscriptionFailed: () => {
        this.#outbox.sendError(
          'transcription_failed',
          'The recogniser failed on what was just said.',
        );
      },
      ...(query.verboseTranscription && {
        onPartial: (text: string, time: { begin: number; end: number }) => {
          this.#outbox.sendUserMessage(text, { time, interim: true });
        },
      }),
    });
    this.#outbox.sendMetadata(stored);
    if (query.settings) this.#handleMessage(query.settings);
    this.#timers.start(this.#turn);
    // A resumed conversation goes on where it was.
    if (config.messages['new-chat'] && query.resumedChatGroupId === undefined) {
      this.#sayFor('new-chat');
    }
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
    if (this.#closed || this.#listener === undefined) return;
    const read = readMessage(text);
    if (read.kind === 'message') this.#handleMessage(read.message);
    else this.#outbox.sendError(read.slug, read.because);
  }

  /** Takes audio: a binary frame, or what an `audio_input` held. */
  handleAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    const wrong = this.#listener?.push(bytes);
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
    this.#timers.close();
    this.#replies.stop();
    this.#listener?.close();
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
        this.#sayWhatWaits();
        break;
      case 'tool_response':
      case 'tool_error':
        this.#toolCalls.answer(message);
        break;
    }
  }

  #handleSettings(message: SessionSettings): void {
    this.#settings = applySettings(this.#settings, message);
    const wrong = message.audio ? this.#listener?.configure(message.audio) : undefined;
    if (wrong === undefined) return;
    this.#outbox.sendError(
      'audio_format_unsupported',
      `Failed to use the audio settings: ${wrong}.`,
    );
  }

  #handleUserInput(text: string): void {
    this.#outbox.sendUserMessage(text, { fromText: true, time: { begin: 0, end: 0 } });
    this.#unheard = undefined;
    this.#keep({ role: 'user', text });
    this.#replies.owe();
    this.#happen('typed');
  }

  #handleHeard({ text, unheard, ...about }: Heard): void {
    this.#outbox.sendUserMessage(text, about);
    this.#unheard = unheard;
    this.#keep({ role: 'user', text });
    this.#replies.owe();
    this.#happen('heard');
  }

  #handleAssistantInput(text: string): void {
    if (this.#replies.hold({ kind: 'text', text, fromText: true })) this.#happen('told');
    else
      this.#outbox.sendError(
        'too_much_to_say',
        'Too many texts wait to be spoken; this one does not.',
      );
  }

  #handleTimeUp(): void {
    if (this.#parts.config.messages['max-duration'] === undefined) {
      this.#end('max_duration_timeout');
      return;
    }
    this.#leaving = 'max_duration_timeout';
    this.#happen('time-up');
  }

  /** Speaks of its own accord, unless the client wants no words. */
  #sayFor(occasion: Occasion): void {
    const { assistant } = this.#turn;
    if (assistant === 'paused' || assistant === 'paused-owing') return;
    if (this.#replies.hold(this.#remark(occasion))) this.#happen('told');
  }

  #remark(occasion: Occasion) {
    const text = this.#parts.config.messages[occasion]?.text;
    return text === undefined
      ? { kind: 'occasion' as const, occasion }
      : { kind: 'text' as const, text: filled(text, this.#settings.variables), fromText: false };
  }

  // What came while the last words were playing, or what a pause cut off before it had begun.
  #sayWhatWaits(): void {
    if (this.#replies.holding) this.#happen('told');
  }

  #happen(event: TurnEvent): void {
    if (this.#closed) return;
    const { state, effects } = nextTurn(this.#turn, event);
    this.#turn = state;
    for (const effect of effects) this.#perform(effect);
    if (this.#turn === state) this.#timers.follow(event, state);
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
      case 'farewell':
        this.#replies.replaceAll(this.#remark('max-duration'));
        void this.#replies.start();
        break;
      case 'leave':
        this.#end(this.#leaving ?? 'hang_up');
        break;
    }
  }

  #tellInterrupted(): void {
    this.#output.silence();
    this.#outbox.send({ type: 'user_interruption', time: Date.now() });
  }

  /** Ends the Chat as it should. */
  #end(reason: Ending): void {
    this.#parts.connection.close(1000, reason);
    this.close();
  }

  #request(signal: AbortSignal, occasion: Occasion | undefined): ReplyRequest {
    const { temperature } = this.#parts.config;
    if (occasion === undefined) this.#contextInUse = this.#settings.context;
    return replyRequest({
      settings: this.#settings,
      history: this.#history,
      toolCalls: this.#toolCalls,
      signal,
      about: {
        ...(temperature !== undefined && { temperature }),
        ...(this.#outbox.customSessionId !== undefined && {
          customSessionId: this.#outbox.customSessionId,
        }),
        ...(occasion !== undefined ? { occasion } : this.#unheard && { unheard: this.#unheard }),
      },
    });
  }

  #keep(turn: Turn): void {
    this.#history.push(turn);
    if (this.#stored === undefined) return;
    this.#parts.store.append(this.#stored.chatGroupId, turn).catch(() => {
      this.#outbox.sendError('storage_failed', 'What was just said could not be kept.');
    });
  }
}
