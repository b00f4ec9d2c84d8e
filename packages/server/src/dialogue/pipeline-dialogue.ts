import type {
  Context,
  SessionSettings,
  ToolErrorMessage,
  ToolResponseMessage,
} from '@vivavoce/evi';
import type { SpokenTurn, Turn } from '../base/conversation-turn.ts';
import { ServerError } from '../base/server-error.ts';
import type { Said } from '../connection/resend-buffer.ts';
import type { Occasion, ReplyRequest } from '../replies/responder.ts';
import { ChatTimers } from './chat-timers.ts';
import type { Dialogue, DialogueClient, DialogueParts, Ending } from './dialogue.ts';
import { Listener } from './hearing/listener.ts';
import { History } from './history.ts';
import { Replies } from './replies.ts';
import type { PendingUtterance } from './replies.ts';
import { replyRequest } from './reply-request.ts';
import { afterReply, applySettings, filled, initialSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { soundIn } from './speaking/sent-sound.ts';
import { SpeechOutput } from './speaking/speech-output.ts';
import { ToolCalls } from './tool-calls.ts';
import { initialTurn, nextTurn } from './turn.ts';
import type { TurnEffect, TurnEvent, TurnState } from './turn.ts';

/**
 * A dialogue made of engines, one after the other: recognition, an answer in text, speech. What is said by whom and when are the
 * effects round the pure state machine of turn.ts.
 */
export class PipelineDialogue implements Dialogue {
  readonly #parts: DialogueParts;
  readonly #history = new History();
  readonly #output: SpeechOutput;
  readonly #replies: Replies;
  readonly #toolCalls: ToolCalls;
  readonly #timers: ChatTimers;
  #settings: Settings;
  #listener: Listener | undefined;
  #turn: TurnState = initialTurn;
  /** Waits until nothing is being said. */
  #atRest: (() => void) | undefined;
  /** Why the last message has no words. */
  #unheard: ReplyRequest['unheard'];
  /** The context that the answer under way was asked with. */
  #contextInUse: Context | undefined;
  #leaving: Ending | undefined;
  #closed = false;

  constructor(parts: DialogueParts) {
    this.#parts = parts;
    this.#settings = initialSettings(parts.config);
    const { outbox } = parts;
    this.#output = new SpeechOutput({
      synthesiser: parts.engines.synthesiser,
      prosody: parts.engines.prosody,
      clock: parts.clock,
      outbox,
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
      outbox,
      lastWords: () => (this.#leaving === undefined ? undefined : 'Goodbye.'),
      onSentence: (text, scores) => {
        this.#keep({ role: 'assistant', text, ...(scores && { scores }) });
      },
      onAnswered: () => {
        this.#settings = afterReply(this.#settings, this.#contextInUse);
      },
      onSpoke: () => {
        this.#dispatch('spoke');
      },
      onFellSilent: () => {
        this.#dispatch('fell-silent');
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
      outbox,
      onTimedOut: (name) => {
        parts.outbox.sendError('tool_timed_out', `The tool ${name} was not answered in time.`);
      },
      onHangUp: () => {
        this.#leaving = 'hang_up';
        this.#dispatch('hang-up');
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

  start(past: readonly Turn[], greets: boolean): void {
    for (const turn of past) this.#history.push(turn);
    this.#timers.start(this.#turn);
    if (greets && this.#parts.config.messages['new-chat']) this.#sayFor('new-chat');
  }

  /** Goes on after something happened. */
  readonly #dispatch = (event: TurnEvent): void => {
    if (this.#closed) return;
    if (event === 'speech-ended') this.#parts.onSpeechEnded();
    const { state, effects } = nextTurn(this.#turn, event);
    this.#turn = state;
    for (const effect of effects) this.#perform(effect);
    if (this.#turn === state) this.#timers.follow(event, state);
    // What came while the last words were playing, or what a pause cut off before it had begun.
    const free = event === 'fell-silent' || event === 'resume';
    if (free && this.#replies.holding) this.#dispatch('told');
    this.#tellAtRest();
  };

  connect({ verboseTranscription }: DialogueClient): void {
    const { engines, guard, config, outbox } = this.#parts;
    const onPartial = (text: string, time: { begin: number; end: number }) => {
      outbox.sendUserMessage(text, { time, interim: true });
    };
    this.#listener?.close();
    this.#listener = new Listener(engines, guard, config.hearing, {
      on: this.#dispatch,
      assistantSpeaks: () => this.#sounding,
      onDismissed: this.#parts.onDismissed,
      onHeard: ({ text, unheard, ...about }) => {
        outbox.sendUserMessage(text, about);
        this.#takeWords('heard', { text, ...about }, unheard);
      },
      onTranscriptionFailed: (error) => {
        this.#parts.onTrouble('error', 'What was said could not be transcribed', error);
        const told = 'The recogniser failed on what was just said.';
        outbox.sendError('transcription_failure', told);
      },
      ...(verboseTranscription && { onPartial }),
    });
  }

  disconnect(): void {
    this.#listener?.close();
    // What was being said over it is said again, or not at all.
    this.#dispatch('speech-ended');
    this.#dispatch('nothing-heard');
  }

  resume(again: readonly Said[], eventLimit: number): void {
    this.#output.sendAgain(soundIn(again));
    if (this.#output.sounding) this.#dispatch('sent-again');
    this.#history.keepLast(eventLimit);
  }

  confirm(said: Said): void {
    for (const piece of soundIn([said])) this.#output.confirm(piece);
  }

  audio(samples: Int16Array): void {
    this.#listener?.push(samples);
  }

  text(said: Pick<SpokenTurn, 'text'>): void {
    this.#parts.outbox.sendUserMessage(said.text, { fromText: true, time: { begin: 0, end: 0 } });
    this.#takeWords('typed', said);
  }

  settings(message: Omit<SessionSettings, 'type'>): void {
    this.#settings = applySettings(this.#settings, { ...message, type: 'session_settings' });
  }

  say(text: string): boolean {
    const held = this.#replies.hold({ kind: 'text', text, fromText: true });
    if (held) this.#dispatch('told');
    return held;
  }

  pause(): void {
    this.#dispatch('pause');
  }

  unpause(): void {
    this.#dispatch('resume');
  }

  toolAnswer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#toolCalls.answer(message);
  }

  whenAtRest(then: () => void): void {
    this.#atRest = then;
    this.#tellAtRest();
  }

  #tellAtRest(): void {
    const { user, assistant } = this.#turn;
    const still = assistant === 'idle' || assistant === 'paused' || assistant === 'paused-pending';
    if (user !== 'silent' || !still || this.#output.sounding || this.#replies.holding) return;
    const then = this.#atRest;
    this.#atRest = undefined;
    then?.();
  }

  close(): void {
    this.#closed = true;
    this.#listener?.close();
    this.#timers.close();
    this.#replies.stop();
  }

  /** Whether a reply is being spoken. */
  get #sounding(): boolean {
    return this.#turn.assistant === 'speaking' || this.#output.sounding;
  }

  /** The user has said something, aloud or by typing. */
  #takeWords(
    event: 'heard' | 'typed',
    said: Omit<SpokenTurn, 'role'>,
    unheard?: ReplyRequest['unheard'],
  ): void {
    this.#unheard = unheard;
    this.#keep({ role: 'user', ...said });
    this.#replies.expectAnswer();
    this.#dispatch(event);
  }

  #handleTimeUp(): void {
    if (this.#parts.config.messages['max-duration'] === undefined) {
      this.#parts.onEnd('max_duration_timeout');
      return;
    }
    this.#leaving = 'max_duration_timeout';
    this.#dispatch('time-up');
  }

  /** Speaks of its own accord, unless the client wants no words. */
  #sayFor(occasion: Occasion): void {
    const { assistant } = this.#turn;
    if (assistant === 'paused' || assistant === 'paused-pending') return;
    if (this.#replies.hold(this.#utteranceFor(occasion))) this.#dispatch('told');
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
    if (error === undefined) {
      this.#parts.onTrouble('warning', 'Nothing of a reply can be said aloud');
      return;
    }
    this.#parts.onTrouble('error', 'A sentence could not be spoken', error);
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
    if (turn.role === 'tool') this.#parts.onToolUsed(turn.call.id, turn.text);
  }
}
