import type {
  Context,
  ServerMessage,
  SessionSettings,
  ToolErrorMessage,
  ToolResponseMessage,
} from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import { ServerError } from '../base/server-error.ts';
import type { Engines } from '../engines/engines.ts';
import type { Occasion, ReplyRequest } from '../replies/responder.ts';
import type { SpokenTurn, Turn } from '../base/conversation-turn.ts';
import type { WebSearch } from '../replies/web-search.ts';
import type { ChatConfig } from './chat-config.ts';
import type { ChatGuard } from '../connection/chat-guard.ts';
import type { Said } from '../connection/resend-buffer.ts';
import { ChatTimers } from './chat-timers.ts';
import { History } from './history.ts';
import type { Outbox } from '../connection/outbox.ts';
import { Replies } from './replies.ts';
import type { PendingUtterance } from './replies.ts';
import { replyRequest } from './reply-request.ts';
import { afterReply, applySettings, filled, initialSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { SpeechOutput } from './speaking/speech-output.ts';
import type { SpeechOutputParts } from './speaking/speech-output.ts';
import { ToolCalls } from './tool-calls.ts';
import { initialTurn, nextTurn } from './turn.ts';
import type { TurnEffect, TurnEvent, TurnState } from './turn.ts';

/** Why a Chat ends with close code 1000. */
export type Ending =
  'hang_up' | 'inactivity_timeout' | 'max_duration_timeout' | 'language_model_failed';

/** What a {@link Conversation} is made of. */
export interface ConversationParts {
  engines: Engines;
  config: ChatConfig;
  clock: Clock;
  /** Watches over what goes on by itself. */
  guard: ChatGuard;
  /** How long the client may take to answer a `tool_call`, in ms. */
  toolTimeoutMs: number;
  webSearch?: WebSearch;
  outbox: Outbox;
  /** Resolves when what was sent has left this machine. */
  flushed: () => Promise<void>;
  /** Keeps what is heard. */
  sound: SpeechOutputParts['sound'];
  /** Something could not be said aloud; without an error, because no word of it can be. */
  onUnsaid: (error?: unknown) => void;
  /** Something is to be kept. */
  onKeep: (turn: Turn) => void;
  /** The conversation is over. */
  onEnd: (reason: Ending) => void;
}

/** What is said, and by whom and when: the effects round the pure state machine of turn.ts. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #history = new History();
  readonly #output: SpeechOutput;
  readonly #replies: Replies;
  readonly #toolCalls: ToolCalls;
  readonly #timers: ChatTimers;
  #settings: Settings;
  #turn: TurnState = initialTurn;
  /** Why the last message has no words. */
  #unheard: ReplyRequest['unheard'];
  /** The context that the answer under way was asked with. */
  #contextInUse: Context | undefined;
  #leaving: Ending | undefined;
  #closed = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#settings = initialSettings(parts.config);
    const send = (message: ServerMessage) => {
      parts.outbox.send(message);
    };
    this.#output = new SpeechOutput({
      synthesiser: parts.engines.synthesiser,
      prosody: parts.engines.prosody,
      clock: parts.clock,
      send,
      flushed: parts.flushed,
      sound: parts.sound,
      onUnsaid: (error) => {
        this.#handleUnsaid(error);
      },
    });
    this.#replies = new Replies({
      output: this.#output,
      answer: (signal, occasion) =>
        parts.engines.responder.reply(this.#request(signal, occasion), signal),
      voice: () => this.#settings.voice ?? '',
      send,
      lastWords: () => (this.#leaving === undefined ? undefined : 'Goodbye.'),
      onSentence: (text, scores) => {
        this.#keep({ role: 'assistant', text, ...(scores && { scores }) });
      },
      onAnswered: () => {
        this.#settings = afterReply(this.#settings, this.#contextInUse);
      },
      onSpoke: () => {
        this.dispatch('spoke');
      },
      onFellSilent: () => {
        this.dispatch('fell-silent');
      },
      onFailed: (error) => {
        const told = error instanceof ServerError && error.reason === 'responder-failed';
        if (told && parts.config.customLanguageModel !== undefined) {
          parts.onEnd('language_model_failed');
          return;
        }
        parts.outbox.sendError(
          'reply_failed',
          told ? error.message : 'The reply could not be made.',
        );
      },
    });
    this.#toolCalls = new ToolCalls({
      clock: parts.clock,
      timeoutMs: parts.toolTimeoutMs,
      ...(parts.webSearch && { webSearch: parts.webSearch }),
      send,
      onTimedOut: (name) => {
        parts.outbox.sendError('tool_timed_out', `The tool ${name} was not answered in time.`);
      },
      onHangUp: () => {
        this.#leaving = 'hang_up';
        this.dispatch('hang-up');
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
        parts.onEnd('inactivity_timeout');
      },
      onTimeUp: () => {
        this.#handleTimeUp();
      },
    });
  }

  /**
   * Begins, with what was said before.
   *
   * @param greets - whether the assistant may speak first.
   */
  start(past: readonly Turn[], greets: boolean): void {
    for (const turn of past) this.#history.push(turn);
    this.#timers.start(this.#turn);
    if (greets && this.#parts.config.messages['new-chat']) this.#sayFor('new-chat');
  }

  /** What the client has said of itself. */
  get metadata(): Settings['metadata'] {
    return this.#settings.metadata;
  }

  /** Forgets all but the last of what was said. */
  remember(most: number): void {
    this.#history.keepLast(most);
  }

  /** Changes what the message names. */
  applySettings(message: Omit<SessionSettings, 'type'>): void {
    this.#settings = applySettings(this.#settings, { ...message, type: 'session_settings' });
  }

  /** The user has said something, aloud or by typing. */
  handleWords(
    event: 'heard' | 'typed',
    said: Omit<SpokenTurn, 'role'>,
    unheard?: ReplyRequest['unheard'],
  ): void {
    this.#unheard = unheard;
    this.#keep({ role: 'user', ...said });
    this.#replies.expectAnswer();
    this.dispatch(event);
  }

  /** A text is to be spoken. @returns false when too many wait already. */
  say(text: string): boolean {
    const held = this.#replies.hold({ kind: 'text', text, fromText: true });
    if (held) this.dispatch('told');
    return held;
  }

  /** The client answers a `tool_call`. */
  handleToolAnswer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#toolCalls.answer(message);
  }

  /** The client has a message. */
  handleConfirmed(said: Said): void {
    for (const piece of soundIn([said])) this.#output.confirm(piece);
  }

  /** The line broke, and over another these messages were sent again. */
  handleSaidAgain(messages: readonly Said[]): void {
    this.#output.sendAgain(soundIn(messages));
    if (this.#output.sounding) this.dispatch('sent-again');
  }

  /** Whether a reply is being spoken. */
  get sounding(): boolean {
    return this.#turn.assistant === 'speaking' || this.#output.sounding;
  }

  /** Goes on after something happened. */
  dispatch(event: TurnEvent): void {
    if (this.#closed) return;
    const { state, effects } = nextTurn(this.#turn, event);
    this.#turn = state;
    for (const effect of effects) this.#perform(effect);
    if (this.#turn === state) this.#timers.follow(event, state);
    // What came while the last words were playing, or what a pause cut off before it had begun.
    const free = event === 'fell-silent' || event === 'resume';
    if (free && this.#replies.holding) this.dispatch('told');
  }

  /** Lets go of everything. */
  close(): void {
    this.#closed = true;
    this.#timers.close();
    this.#replies.stop();
  }

  #handleTimeUp(): void {
    if (this.#parts.config.messages['max-duration'] === undefined) {
      this.#parts.onEnd('max_duration_timeout');
      return;
    }
    this.#leaving = 'max_duration_timeout';
    this.dispatch('time-up');
  }

  /** Speaks of its own accord, unless the client wants no words. */
  #sayFor(occasion: Occasion): void {
    const { assistant } = this.#turn;
    if (assistant === 'paused' || assistant === 'paused-pending') return;
    if (this.#replies.hold(this.#utteranceFor(occasion))) this.dispatch('told');
  }

  #utteranceFor(occasion: Occasion): PendingUtterance {
    const text = this.#parts.config.messages[occasion]?.text;
    return text === undefined
      ? { kind: 'occasion', occasion }
      : { kind: 'text', text: filled(text, this.#settings.variables), fromText: false };
  }

  #perform(effect: TurnEffect): void {
    switch (effect) {
      case 'reply':
        void this.#parts.guard.run(() => this.#replies.start());
        break;
      case 'interrupt':
        this.#tellInterrupted();
        this.#replies.stop();
        this.#replies.forget();
        break;
      case 'stop-playback':
        if (this.#output.sounding) this.#tellInterrupted();
        break;
      case 'stop':
        this.#replies.stop();
        break;
      case 'play-out':
        void this.#parts.guard.run(() => this.#replies.playOut());
        break;
      case 'farewell':
        this.#replies.replaceAll(this.#utteranceFor('max-duration'));
        void this.#parts.guard.run(() => this.#replies.start());
        break;
      case 'leave':
        this.#parts.onEnd(this.#leaving ?? 'hang_up');
        break;
    }
  }

  #handleUnsaid(error: unknown): void {
    this.#parts.onUnsaid(error);
    if (error === undefined) return;
    const told = 'Something could not be spoken; it is only shown.';
    this.#parts.outbox.sendError('reply_failed', told);
  }

  #tellInterrupted(): void {
    this.#output.silence();
    this.#parts.outbox.send({ type: 'user_interruption', time: Date.now() });
  }

  #request(signal: AbortSignal, occasion: Occasion | undefined): ReplyRequest {
    const { temperature } = this.#parts.config;
    const { outbox } = this.#parts;
    if (occasion === undefined) this.#contextInUse = this.#settings.context;
    return replyRequest({
      settings: this.#settings,
      history: this.#history.turns,
      toolCalls: this.#toolCalls,
      signal,
      about: {
        ...(temperature !== undefined && { temperature }),
        ...(outbox.customSessionId !== undefined && { customSessionId: outbox.customSessionId }),
        setCustomSessionId: (id) => {
          outbox.setCustomSessionId(id);
        },
        ...(occasion !== undefined ? { occasion } : this.#unheard && { unheard: this.#unheard }),
      },
    });
  }

  #keep(turn: Turn): void {
    this.#history.push(turn);
    this.#parts.onKeep(turn);
  }
}

/** The sound among messages. */
function soundIn(messages: readonly Said[]): { id: string; index: number; data: string }[] {
  return messages.flatMap(({ type, id = '', index = 0, data = '' }) =>
    type === 'audio_output' ? [{ id, index, data }] : [],
  );
}
