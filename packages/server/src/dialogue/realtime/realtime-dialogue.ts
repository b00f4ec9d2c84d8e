import type { SessionSettings, ToolErrorMessage, ToolResponseMessage } from '@vivavoce/evi';
import type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
import type { Turn } from '../../base/conversation-turn.ts';
import type { Said } from '../../connection/resend-buffer.ts';
import type { VoiceActivity } from '../../engines/voice-activity/voice-activity.ts';
import { ChatTimers } from '../chat-timers.ts';
import type {
  CreateDialogue,
  Dialogue,
  DialogueClient,
  DialogueParts,
  HeardByClient,
} from '../dialogue.ts';
import { initialSettings } from '../settings.ts';
import { SentSound, soundIn } from '../speaking/sent-sound.ts';
import type { TurnEvent, TurnState } from '../turn.ts';
import { AnswerWatch } from './answer-watch.ts';
import { AssistantSpeech } from './assistant-speech.ts';
import { HeardSpeech } from './heard-speech.ts';
import { InOrder } from './in-order.ts';
import { Interruption } from './interruption.ts';
import { LineWatch } from './line-watch.ts';
import { ModelSetup } from './model-setup.ts';
import { ModelInbox } from './model-inbox.ts';
import { ModelTools } from './model-tools.ts';
import { OwnWords } from './own-words.ts';
import { PendingUtterances } from './pending-utterances.ts';
import { Playback } from './playback.ts';
import { Troubles } from './troubles.ts';
import { Upstream } from './upstream.ts';
import type { ToldMessage, Trouble } from './upstream.ts';
import { UserVoice } from './user-voice.ts';
import { UserWords } from './user-words.ts';

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
  readonly #line: LineWatch;
  readonly #setup: ModelSetup;
  readonly #inbox: ModelInbox;
  readonly #watch: AnswerWatch;
  readonly #said: HeardSpeech;
  readonly #own: OwnWords;
  /** The user waits for the model; it has begun to answer. */
  #expects = false;
  #answers = false;
  #closed = false;

  constructor(parts: DialogueParts, { service, voiceActivity }: RealtimeSurroundings) {
    const { clock, guard, outbox, config, engines } = parts;
    this.#parts = parts;
    this.#line = new LineWatch(parts.observe);
    this.#troubles = new Troubles(parts);
    this.#order = new InOrder(clock);
    this.#sent = new SentSound(clock, parts.sound);
    this.#playback = new Playback(clock, this.#sent, (sounds) => {
      this.#upstream.observe({ type: 'assistant', assistant: sounds ? 'speaking' : 'idle' });
      this.#follow(sounds ? 'spoke' : 'fell-silent');
      if (!sounds) this.#own.goOn();
    });
    this.#upstream = new Upstream(service, clock, guard, {
      onMessage: (message) => {
        this.#hear(message);
      },
      onUp: () => {
        this.#line.up();
        this.#catchUp();
      },
      onDown: (trouble, because) => {
        this.#line.down(trouble);
        this.#lose(trouble, because);
      },
      onExpect: (reply) => {
        this.#expect(reply);
      },
    });
    this.#setup = new ModelSetup(this.#upstream, clock, initialSettings(config));
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
      this.#own.goOn();
    });
    this.#own = new OwnWords({
      clock,
      utterances: new PendingUtterances(config.messages, () => this.#setup.settings),
      state: () => ({
        busy: this.#thinks || this.#said.waits || this.#voice.speaking,
        sounds: this.#playback.sounds,
        paused: this.#inbox.paused,
        up: this.#upstream.up,
      }),
      speak: ({ text, instructions, fromText }) => {
        this.#speech.fromText = fromText;
        this.#upstream.send({ type: 'assistant_input', text, instructions });
      },
      onEnd: parts.onEnd,
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
        onSound: (data) =>
          !this.#inbox.withholds && this.#upstream.send({ type: 'audio_input', data }),
        onSpeechStarted: () => {
          this.#upstream.observe({ type: 'user', user: 'speaking' });
          this.#follow('speech-started');
        },
        onSpeechEnded: () => {
          parts.onSpeechEnded();
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
      settings: () => this.#setup.settings,
      tell: (message) => {
        this.#inbox.tell(message);
      },
      onHangUp: () => {
        this.#own.leave('hang_up');
      },
      onSettled: () => {
        this.#watch.follow();
        this.#own.goOn();
      },
    });
    this.#timers = new ChatTimers(clock, config, {
      onNudge: () => {
        this.#own.sayFor('nudge');
      },
      onInactivityMessage: () => {
        this.#own.sayFor('inactivity');
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
    this.#timers.start(this.#state);
    if (this.#parts.config.customLanguageModel !== undefined) this.#troubles.otherModel();
    this.#setup.start(past);
    if (greets && this.#parts.config.messages['new-chat']) this.#own.sayFor('new-chat');
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
    this.#setup.begin();
    this.#order.run(() => {
      this.#parts.outbox.sendUserMessage(text, { fromText: true, time: { begin: 0, end: 0 } });
    });
    this.#inbox.tell({ type: 'user_input', text });
    this.#follow('typed');
  }

  say(text: string): boolean {
    if (!this.#own.say(text)) return false;
    this.#setup.begin();
    this.#own.goOn();
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
    this.#own.goOn();
  }

  toolAnswer(message: ToolResponseMessage | ToolErrorMessage): void {
    this.#tools.answer(message);
  }

  settings(message: Omit<SessionSettings, 'type'>): void {
    this.#setup.change(message);
  }

  heard(heard: HeardByClient): void {
    this.#interruption.heard(heard);
  }

  whenAtRest(then: () => void): void {
    this.#own.whenAtRest(then);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#setup.close();
    this.#playback.close();
    this.#watch.close();
    this.#said.end();
    this.#own.close();
    this.#timers.close();
    this.#tools.close();
    this.#interruption.close();
    this.#speech.close();
    this.#voice.close();
    this.#order.close();
    this.#upstream.close();
    this.#line.close();
  }

  get #state(): TurnState {
    const user = this.#voice.speaking ? 'speaking' : 'silent';
    if (this.#playback.sounds) return { user, assistant: 'speaking' };
    if (this.#inbox.paused) return { user, assistant: 'paused' };
    return { user, assistant: this.#thinks ? 'thinking' : 'idle' };
  }

  /** The model is waited for, answers, or uses a tool. */
  get #thinks(): boolean {
    return this.#expects || this.#answers || this.#tools.open;
  }

  #follow(event: TurnEvent): void {
    if (this.#closed) return;
    this.#timers.follow(event, this.#state);
    this.#watch.follow();
  }

  #catchUp(): void {
    this.#setup.tell();
    this.#inbox.catchUp();
    this.#voice.flush();
    this.#own.goOn();
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
    this.#own.goOn();
  }

  #endAnswer(): void {
    this.#answers = false;
    this.#speech.end();
    this.#order.run(() => {
      if (!this.#closed) this.#parts.outbox.send({ type: 'assistant_end' });
    });
    this.#setup.settleReply();
    this.#follow('fell-silent');
    this.#own.goOn();
  }

  /** The client is told to fall silent. @param byModel - which knows of it. */
  #interrupt(byModel: boolean): void {
    const { playing } = this.#speech;
    this.#speech.stop();
    this.#sent.silence();
    this.#own.clear();
    this.#parts.outbox.send({ type: 'user_interruption', time: Date.now() });
    this.#interruption.begin(playing, byModel);
    this.#playback.stop();
  }

  #expect(reply: boolean): void {
    this.#expects = reply;
    if (reply) this.#said.end();
    this.#follow(reply ? 'told' : 'fell-silent');
    if (!reply) this.#own.goOn();
  }

  #handleTimeUp(): void {
    if (this.#parts.config.messages['max-duration'] === undefined) {
      this.#parts.onEnd('max_duration_timeout');
      return;
    }
    if (this.#playback.sounds || this.#answers || this.#expects) this.#interrupt(false);
    this.#own.clear();
    this.#own.leave('max_duration_timeout');
    this.#own.sayFor('max-duration');
  }
}
