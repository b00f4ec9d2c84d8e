import type { SessionSettings, ToolErrorMessage, ToolResponseMessage } from '@vivavoce/evi';
import type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
import type { Turn } from '../../base/conversation-turn.ts';
import type { Said } from '../../connection/resend-buffer.ts';
import type { VoiceActivity } from '../../engines/voice-activity/voice-activity.ts';
import type { Occasion } from '../../replies/responder.ts';
import { ChatTimers } from '../chat-timers.ts';
import type {
  CreateDialogue,
  Dialogue,
  DialogueClient,
  DialogueParts,
  Ending,
  HeardByClient,
} from '../dialogue.ts';
import { afterReply, applySettings, initialSettings } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { SentSound, soundIn } from '../speaking/sent-sound.ts';
import type { TurnEvent, TurnState } from '../turn.ts';
import { AnswerWatch } from './answer-watch.ts';
import { AssistantSpeech } from './assistant-speech.ts';
import { HeardSpeech } from './heard-speech.ts';
import { InOrder } from './in-order.ts';
import { Interruption } from './interruption.ts';
import { itemsOf, modelSettings } from './model-settings.ts';
import { ModelInbox } from './model-inbox.ts';
import { ModelTools } from './model-tools.ts';
import { PendingUtterances } from './pending-utterances.ts';
import { Playback } from './playback.ts';
import { Troubles } from './troubles.ts';
import { Upstream } from './upstream.ts';
import type { ToldMessage, Trouble } from './upstream.ts';
import { UserVoice } from './user-voice.ts';
import { UserWords } from './user-words.ts';

/** A client sets its Chat up with its first message: so long the model waits for that, in ms. */
const firstSettingsMs = 400;
/** So long the last words may take, in ms. */
const farewellMs = 20_000;

/** What a realtime dialogue has in common with the others of its server. */
export interface RealtimeSurroundings {
  service: RealtimeUpstream;
  /** Tells whether somebody speaks. */
  voiceActivity: VoiceActivity;
}

/** Makes dialogues with a realtime model, which hears and speaks by itself. */
export function createRealtimeDialogue(surroundings: RealtimeSurroundings): CreateDialogue {
  return (parts) => new RealtimeDialogue(parts, surroundings);
}

/** A dialogue with a realtime model: EVI towards the client, and one conversation with the model however often the client comes back. */
class RealtimeDialogue implements Dialogue {
  readonly #parts: DialogueParts;
  readonly #upstream: Upstream;
  readonly #order: InOrder;
  readonly #sent: SentSound;
  readonly #playback: Playback;
  readonly #speech: AssistantSpeech;
  readonly #interruption: Interruption;
  readonly #voice: UserVoice;
  readonly #words: UserWords;
  readonly #tools: ModelTools;
  readonly #timers: ChatTimers;
  readonly #troubles: Troubles;
  #settings: Settings;
  /** The settings as the model was told them. */
  #told = '';
  #past: readonly Turn[] = [];
  #started = false;
  #begun = false;
  #stopBegin: () => void = () => undefined;
  #stopFarewell: () => void = () => undefined;
  readonly #inbox: ModelInbox;
  readonly #watch: AnswerWatch;
  readonly #said: HeardSpeech;
  readonly #utterances: PendingUtterances;
  /** The user waits for the model; it has begun to answer. */
  #expects = false;
  #answers = false;
  #leaving: Ending | undefined;
  #atRest: (() => void) | undefined;
  #closed = false;

  constructor(parts: DialogueParts, { service, voiceActivity }: RealtimeSurroundings) {
    const { clock, guard, outbox, config, engines } = parts;
    this.#parts = parts;
    this.#settings = initialSettings(config);
    this.#troubles = new Troubles(parts);
    this.#order = new InOrder(clock);
    this.#utterances = new PendingUtterances(config.messages, () => this.#settings);
    this.#sent = new SentSound(clock, parts.sound);
    this.#playback = new Playback(clock, this.#sent, (sounds) => {
      this.#upstream.observe({ type: 'assistant', assistant: sounds ? 'speaking' : 'idle' });
      this.#follow(sounds ? 'spoke' : 'fell-silent');
      if (!sounds) this.#goOn();
    });
    this.#upstream = new Upstream(service, clock, guard, {
      onMessage: (message) => {
        this.#hear(message);
      },
      onUp: () => {
        this.#catchUp();
      },
      onDown: (trouble, because) => {
        this.#lose(trouble, because);
      },
      onExpect: (reply) => {
        this.#expect(reply);
      },
    });
    this.#inbox = new ModelInbox(this.#upstream, () => {
      this.#troubles.leftOut();
    });
    this.#watch = new AnswerWatch(
      clock,
      () => this.#state.assistant === 'thinking' && !this.#tools.open && !this.#voice.speaking,
      () => {
        this.#giveUpAnswer();
      },
    );
    this.#said = new HeardSpeech(clock, () => {
      this.#goOn();
    });
    const speech = (this.#speech = new AssistantSpeech({
      ...{ clock, guard, prosody: engines.prosody, sent: this.#sent, order: this.#order },
      send: (message) => {
        outbox.send(message);
      },
      onSound: () => {
        this.#playback.follow();
      },
    }));
    this.#interruption = new Interruption({
      ...{ clock, speech },
      observe: (...events) => {
        this.#upstream.observe(...events);
      },
    });
    const voice = (this.#voice = new UserVoice(
      service.sampleRate,
      { voiceActivity, guard },
      {
        onSound: (data) => !this.#inbox.withholds && this.#upstream.send({ type: 'audio_input', data }),
        onSpeechStarted: () => {
          this.#upstream.observe({ type: 'user', user: 'speaking' });
          this.#follow('speech-started');
        },
        onSpeechEnded: () => {
          this.#upstream.observe({ type: 'user', user: 'silent' });
          this.#said.begin();
          this.#follow('speech-ended');
        },
      },
    ));
    this.#words = new UserWords({
      ...{ outbox, voice, guard, order: this.#order, prosody: engines.prosody },
      onWords: () => {
        this.#follow('heard');
      },
    });
    this.#tools = new ModelTools(parts, {
      settings: () => this.#settings,
      tell: (message) => {
        this.#inbox.tell(message);
      },
      onHangUp: () => {
        this.#leave('hang_up');
      },
      onSettled: () => {
        this.#watch.follow();
        this.#goOn();
      },
    });
    this.#timers = new ChatTimers(clock, config, {
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
    this.#past = past;
    this.#started = true;
    this.#timers.start(this.#state);
    if (this.#parts.config.customLanguageModel !== undefined) this.#troubles.otherModel();
    this.#stopBegin = this.#parts.clock.setTimeout(() => {
      this.#begin();
    }, firstSettingsMs);
    if (greets && this.#parts.config.messages['new-chat']) this.#sayFor('new-chat');
  }

  connect({ verboseTranscription }: DialogueClient): void {
    this.#words.verbose = verboseTranscription;
    this.#words.base = this.#voice.position;
  }

  disconnect(): void {
    this.#voice.stall();
  }

  resume(again: readonly Said[]): void {
    const pieces = soundIn(again);
    this.#sent.sendAgain(pieces);
    this.#speech.sendAgain(pieces);
    this.#playback.follow();
  }

  confirm(said: Said): void {
    for (const piece of soundIn([said])) this.#sent.confirm(piece);
  }

  audio(samples: Int16Array): void {
    this.#voice.push(samples);
  }

  text({ text }: { text: string }): void {
    this.#begin();
    this.#order.run(() => {
      this.#parts.outbox.sendUserMessage(text, { fromText: true, time: { begin: 0, end: 0 } });
    });
    this.#inbox.tell({ type: 'user_input', text });
    this.#follow('typed');
  }

  say(text: string): boolean {
    if (!this.#utterances.say(text)) return false;
    this.#begin();
    this.#goOn();
    return true;
  }

  pause(): void {
    if (this.#inbox.paused) return;
    if (this.#answers || this.#expects) this.#interruption.begin(this.#speech.playing, false);
    this.#inbox.pause();
    this.#follow('pause');
  }

  unpause(): void {
    if (!this.#inbox.paused) return;
    this.#inbox.unpause();
    this.#voice.flush();
    this.#follow('resume');
    this.#goOn();
  }

  toolAnswer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#tools.answer(message);
  }

  settings(message: Omit<SessionSettings, 'type'>): void {
    this.#settings = applySettings(this.#settings, { ...message, type: 'session_settings' });
    if (this.#begun) this.#tellSettings();
    // What came with the address is not all that the client begins with.
    else if (this.#started) this.#begin();
  }

  heard(heard: HeardByClient): void {
    this.#interruption.heard(heard);
  }

  whenAtRest(then: () => void): void {
    this.#atRest = then;
    this.#goOn();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopBegin();
    this.#playback.close();
    this.#watch.close();
    this.#said.end();
    this.#stopFarewell();
    this.#timers.close();
    this.#tools.close();
    this.#interruption.close();
    this.#speech.close();
    this.#voice.close();
    this.#order.close();
    this.#upstream.close();
  }

  get #state(): TurnState {
    const user = this.#voice.speaking ? 'speaking' : 'silent';
    if (this.#playback.sounds) return { user, assistant: 'speaking' };
    if (this.#inbox.paused) return { user, assistant: 'paused' };
    const thinks = this.#expects || this.#answers || this.#tools.open;
    return { user, assistant: thinks ? 'thinking' : 'idle' };
  }

  #follow(event: TurnEvent): void {
    if (this.#closed) return;
    this.#timers.follow(event, this.#state);
    this.#watch.follow();
  }

  /** The model is told how the Chat begins, once. */
  #begin(): void {
    this.#stopBegin();
    if (this.#begun || this.#closed) return;
    this.#begun = true;
    const settings = modelSettings(this.#settings);
    this.#told = JSON.stringify(settings);
    this.#upstream.begin(settings, itemsOf(this.#past));
    this.#past = [];
  }

  #tellSettings(): void {
    const settings = modelSettings(this.#settings);
    const text = JSON.stringify(settings);
    if (text !== this.#told && this.#upstream.send(settings)) this.#told = text;
  }

  #catchUp(): void {
    this.#tellSettings();
    this.#inbox.catchUp();
    this.#voice.flush();
    this.#goOn();
  }

  #lose(trouble: Trouble, because: string | undefined): void {
    if (this.#answers) this.#endAnswer();
    this.#expect(false);
    this.#troubles.down(trouble, because);
  }

  #hear(message: ToldMessage): void {
    switch (message.type) {
      case 'user_message':
        if (message['from_text'] !== true) this.#words.hear(message);
        break;
      case 'assistant_message': {
        const { id, message: said } = message as ToldMessage & { message?: { content?: string } };
        if (this.#inbox.withholds) break;
        this.#answers = true;
        this.#speech.say(String(id), said?.content ?? '');
        break;
      }
      case 'audio_output':
        if (this.#inbox.withholds) break;
        this.#answers = true;
        this.#speech.play(String(message['id']), String(message['data']));
        break;
      case 'assistant_end':
        this.#endAnswer();
        break;
      case 'user_interruption':
        this.#interrupt(true);
        break;
      case 'tool_call':
        this.#answers = true;
        this.#tools.call(message);
        break;
      case 'tool_error':
        this.#tools.takeBack(message);
        break;
      case 'error':
        if (message['slug'] === 'unsupported' && this.#inbox.refused()) break;
        this.#troubles.hear(message);
        break;
      default:
        // Of a model's own events EVI has none.
        break;
    }
  }

  /** Nothing comes of it any more. */
  #giveUpAnswer(): void {
    this.#troubles.silent();
    this.#expects = false;
    if (this.#answers) this.#endAnswer();
    this.#follow('fell-silent');
    this.#goOn();
  }

  #endAnswer(): void {
    this.#answers = false;
    this.#speech.end();
    this.#order.run(() => {
      if (!this.#closed) this.#parts.outbox.send({ type: 'assistant_end' });
    });
    this.#settings = afterReply(this.#settings, this.#settings.context);
    this.#tellSettings();
    this.#follow('fell-silent');
    this.#goOn();
  }

  /** The client is told to fall silent. @param byModel - which knows of it. */
  #interrupt(byModel: boolean): void {
    const { playing } = this.#speech;
    this.#speech.stop();
    this.#sent.silence();
    this.#utterances.clear();
    this.#parts.outbox.send({ type: 'user_interruption', time: Date.now() });
    this.#interruption.begin(playing, byModel);
    this.#playback.stop();
  }

  #expect(reply: boolean): void {
    this.#expects = reply;
    if (reply) this.#said.end();
    this.#follow(reply ? 'told' : 'fell-silent');
    if (!reply) this.#goOn();
  }

  /** Speaks of its own accord, unless the client wants no words. */
  #sayFor(occasion: Occasion): void {
    if (this.#inbox.paused && this.#leaving === undefined) return;
    this.#utterances.sayFor(occasion);
    this.#goOn();
  }

  /** Nothing is under way: what waits is said, or the Chat left. */
  #goOn(): void {
    const { user } = this.#state;
    const busy = this.#expects || this.#answers || this.#tools.open || this.#said.waits;
    if (this.#closed || busy || user === 'speaking') return;
    const { up } = this.#upstream;
    const waits = !this.#utterances.empty;
    const sayable = up && !(this.#inbox.paused && this.#leaving === undefined);
    if (!waits || !sayable) {
      // Of words that can't be said nobody knows when they can be; a farewell has a time of its own.
      if (!this.#playback.sounds && !(waits && this.#leaving !== undefined)) this.#rest();
      return;
    }
    const next = this.#utterances.next();
    if (next === undefined) return;
    this.#speech.fromText = next.fromText;
    const { text, instructions } = next;
    this.#upstream.send({ type: 'assistant_input', text, instructions });
  }

  /** Nobody speaks, and nothing is owed. */
  #rest(): void {
    const then = this.#atRest;
    this.#atRest = undefined;
    if (this.#leaving !== undefined) this.#parts.onEnd(this.#leaving);
    else then?.();
  }

  #handleTimeUp(): void {
    if (this.#parts.config.messages['max-duration'] === undefined) {
      this.#parts.onEnd('max_duration_timeout');
      return;
    }
    if (this.#playback.sounds || this.#answers || this.#expects) this.#interrupt(false);
    this.#utterances.clear();
    this.#leave('max_duration_timeout');
    this.#sayFor('max-duration');
  }

  /** The next words are the last. */
  #leave(reason: Ending): void {
    this.#leaving = reason;
    this.#stopFarewell();
    this.#stopFarewell = this.#parts.clock.setTimeout(() => {
      this.#parts.onEnd(reason);
    }, farewellMs);
  }
}
