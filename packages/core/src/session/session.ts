import type { ClientMessage, DecodeResult, ServerMessage } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { Fault } from '../base/voice-error.ts';
import type { DialSocket, SocketEnd } from '../transport/socket.ts';
import type { CaptureChunk } from '../worklets/messages.ts';
import { Awaiting } from './turn/awaiting.ts';
import { Batch } from './batch.ts';
import { assistantState } from './conversation.ts';
import type { ReadableMessage, UserState } from './conversation.ts';
import { leftOutEvents } from './turn/left-out.ts';
import { ChatState } from './line/chat-state.ts';
import { Line } from './line/line.ts';
import { MessageDedupe } from './turn/message-dedupe.ts';
import type { SessionCommand, TellEvents } from './messages.ts';
import { TurnMeter } from './metrics.ts';
import { Player } from './playback/player.ts';
import { ProcessorPorts } from './processor-ports.ts';
import { Stopping } from './turn/stopping.ts';
import { readError } from './line/terminal-errors.ts';

/** What a session takes from where it runs. */
export interface SessionEnvironment {
  readonly dial: DialSocket;
  readonly clock: Clock;
  readonly tell: TellEvents;
  readonly read: (data: string | ArrayBuffer) => DecodeResult<ServerMessage>;
  /** Another service than EVI is behind the line. Default: false. */
  readonly translated?: boolean | undefined;
}

/**
 * The data plane of one conversation: ports in, socket out, and nothing of a page. It runs in a Worker, on the main
 * thread and in Node unchanged. Commands come in by `handle`, everything that happens goes out by `tell`, batched per
 * task. One session is one conversation: nothing of it is left for the next.
 */
export class Session {
  readonly #clock: Clock;
  readonly #read: SessionEnvironment['read'];
  readonly #batch: Batch;
  readonly #line: Line;
  readonly #player: Player;
  readonly #awaiting: Awaiting;
  readonly #stopping: Stopping;
  readonly #meter = new TurnMeter();
  readonly #dedupe = new MessageDedupe();
  /** Parts of messages that were left out, as they were told. */
  readonly #leftOut = new Set<string>();
  readonly #chat: ChatState;
  readonly #ports = new ProcessorPorts();
  #ended = false;
  /** Another service than EVI is behind the line, which is told when the button of push-to-talk is held. */
  readonly #translated: boolean;
  #audioMessages: boolean | undefined;
  #user: UserState = 'silent';

  constructor({ dial, clock, tell, read, translated = false }: SessionEnvironment) {
    this.#read = read;
    this.#clock = clock;
    this.#translated = translated;
    this.#chat = new ChatState(clock);
    this.#batch = new Batch(tell, () => this.#tellStates());
    this.#line = new Line(dial, clock, this.#receive, this.#lose);
    this.#player = new Player(clock, this.#meter, (event) => {
      this.#batch.add(event);
      if (event.type === 'playback-ended' && this.#line.takesHeard)
        this.#line.sendRaw(JSON.stringify({ ...event, type: 'heard' }));
    });
    this.#awaiting = new Awaiting(clock, () => this.#batch.soon());
    this.#stopping = new Stopping(this.#line, this.#player, translated);
  }

  /** The one way in. */
  handle(command: SessionCommand): void {
    switch (command.type) {
      case 'begin':
        this.#line.settings = command.settings;
        this.#awaiting.waits = !this.#translated || !command.pushToTalk;
        this.#line.uplink.capacity = command.speechBuffer;
        this.#line.uplink.duration = command.chunkDuration;
        this.#line.ducks = command.duck === true;
        this.#audioMessages = command.audioMessages;
        this.#chat.group = command.chatGroupId;
        break;
      case 'open':
        this.#line.open(command);
        break;
      case 'retry-now':
        this.#line.retryNow();
        break;
      case 'attempt-failed':
        this.#lose(command.error, false);
        break;
      case 'capture':
        this.#ports.capture(command.port, this.#hear);
        break;
      case 'playback': {
        const { port, sampleRate, stoppedAt } = command;
        this.#ports.playback(port, ({ data }) => {
          this.#player.handleReport(data);
          this.#batch.soon();
        });
        this.#player.attach({ sampleRate, port }, stoppedAt);
        break;
      }
      case 'output':
        this.#player.output = command;
        break;
      case 'mute':
        this.#ports.mute(command.muted);
        if (command.muted) this.#hearUser(false);
        break;
      case 'volume':
        this.#ports.setVolume(command.volume);
        break;
      case 'interrupt':
        this.#interrupt('local');
        break;
      case 'expect':
        this.#awaiting.reply = command.reply;
        this.#awaiting.settle();
        if (command.reply) this.#meter.speechEnded();
        break;
      case 'decoded':
        this.#player.decoded(command.messageId, command.id, command.samples);
        break;
      case 'metrics': {
        const { latest: turn } = this.#meter;
        const { metrics: uplink } = this.#line;
        const playback = { ...this.#player.metrics };
        this.#batch.add({ type: 'metrics', metrics: { turn, uplink, playback } });
        break;
      }
      case 'send':
        this.#send(command.message);
        break;
      case 'raw':
        if (!this.#line.sendRaw(command.text)) this.#failToSend('raw');
        break;
      case 'offer':
        // A protocol's alone.
        break;
      case 'next':
        this.#batch.next();
        break;
      case 'close':
        this.#ended = true;
        this.#awaiting.settle();
        this.#batch.close();
        this.#line.close();
        this.#player.dispose();
        this.#ports.close();
        break;
    }
    this.#batch.soon();
  }

  readonly #hear = ({ data: { samples, voice, held } }: MessageEvent<CaptureChunk>): void => {
    if (this.#chat.since === null || this.#ended) return;
    const { muted } = this.#ports;
    const heard = voice && !muted;
    // Chunks that were on their way here when the mute came.
    if (muted) new Uint8Array(samples).fill(0);
    this.#line.uplink.put(samples, heard, this.#translated ? held : undefined);
    this.#line.pump();
    if (voice) this.#meter.userHeard(this.#clock.now());
    this.#hearUser(heard);
    this.#batch.soon();
  };

  readonly #receive = (data: string | ArrayBuffer): void => {
    const receivedAt = this.#clock.date();
    const decoded = this.#read(data);
    if (decoded.kind !== 'malformed' && decoded.message.type === 'session_settings') {
      const settings = this.#line.echoed({ ...decoded.message });
      if (settings) this.#batch.add({ type: 'settings', settings });
    } else if (decoded.kind === 'message') {
      const { message } = decoded;
      // Sound first: neither is ever a repeat, and an interruption silences before anything else is done about it.
      if (message.type === 'audio_output') this.#player.play(message);
      else if (message.type === 'user_interruption') this.#interrupt('server');
      leftOutEvents(decoded.leftOut, this.#leftOut).forEach((event) => this.#batch.add(event));
      if (message.type !== 'audio_output') this.#follow(message, receivedAt);
      else if (this.#audioMessages) this.#batch.add({ type: 'audio-output', message, receivedAt });
    } else if (decoded.kind === 'malformed') {
      const { type = 'message', detail } = decoded.error;
      this.#fail('protocol-malformed', `The server sent a malformed ${type}: ${detail}`);
    } else {
      if (decoded.type === 'dismissed') {
        this.#ports.play(decoded.message);
        this.#awaiting.settle();
      }
      this.#batch.add({ type: 'unknown-message', message: decoded.message, receivedAt });
    }
    this.#batch.soon();
  };

  #follow(message: ReadableMessage, receivedAt: number): void {
    if (!this.#dedupe.isNew(message, this.#line.hear(message))) return;
    this.#batch.add({ type: 'message', message, receivedAt });
    switch (message.type) {
      case 'chat_metadata': {
        const { chat_id: chatId, chat_group_id: chatGroupId } = message;
        if (this.#line.greeted()) {
          // A server may begin another without a word of it.
          if (this.#chat.greeted(chatGroupId)) this.#loseChat();
          // What it goes on with tells by itself.
          this.#stopping.inTurn = false;
        }
        const at = this.#chat.begin(chatGroupId);
        this.#batch.add({ type: 'connected', chatId, chatGroupId, at });
        break;
      }
      case 'user_message':
        // Services may have the last words of it later than its answer.
        this.#stopping.listen();
        if (message.interim) break;
        this.#awaiting.reply = true;
        this.#awaiting.settle();
        this.#player.userSpoke();
        if (!message.from_text) this.#meter.speechEnded();
        break;
      case 'assistant_message': {
        this.#stopping.inTurn = true;
        this.#awaiting.settle();
        const { id, from_text: text } = message;
        if (id && !this.#player.announce(id, text && this.#stopping.refusesTexts)) {
          const unheard = { messageId: id, heard: { duration: 0, cut: true } };
          this.#batch.add({ type: 'playback-ended', ...unheard, at: receivedAt });
        }
        break;
      }
      case 'assistant_end':
        this.#awaiting.reply = false;
        this.#awaiting.settle();
        this.#stopping.endTurn();
        break;
      case 'error': {
        const { slug, code, message: why } = message;
        if (slug === 'chat_group_not_found' && !this.#line.up && this.#chat.beginAnew()) {
          this.#loseChat();
          break;
        }
        const reason = slug === 'unsupported' ? slug : 'server-error';
        const error = { reason, message: `The server reports: ${why} (${slug}, ${code})` } as const;
        const { end, quiet } = readError(message);
        this.#batch.add(
          quiet ? { type: 'warning', message: error.message } : { type: 'error', error },
        );
        this.#chat.over(error, end);
        break;
      }
      default:
        break;
    }
  }

  /** The conversation can't be gone on with, and another begins. */
  #loseChat(): void {
    this.#stopping.listen();
    this.#batch.add({ type: 'chat-lost' });
  }

  #send(message: ClientMessage): void {
    const { type } = message;
    if (this.#chat.since === null || this.#ended || !this.#line.send(message)) {
      this.#failToSend(type);
    } else if (type === 'user_input') {
      this.#awaiting.reply = true;
      this.#meter.typed();
    } else if (type === 'assistant_input') this.#stopping.listen();
    else if (/^(pause|resume)/.test(type)) this.#stopping.holds = false;
  }

  #interrupt(by: 'server' | 'local'): void {
    const messageId = this.#player.interrupt();
    this.#meter.interrupted(this.#clock.now());
    if (by === 'local') this.#stopping.stop(this.#awaiting.reply);
    this.#awaiting.reply = false;
    this.#awaiting.settle();
    // What they have said so far is about to be answered.
    if (by === 'server' && this.#meter.heard && this.#user === 'silent') this.#awaiting.wait();
    this.#batch.add({ type: 'interrupted', by, messageId });
  }

  #hearUser(speaking: boolean): void {
    if (speaking) this.#awaiting.settle();
    else if (this.#user === 'speaking' && !this.#player.playing) this.#awaiting.wait();
    this.#user = speaking ? 'speaking' : 'silent';
  }

  /** The line is down, or an attempt at it has failed. What came over it plays out. */
  readonly #lose = (end: SocketEnd, fell: boolean): void => {
    if (this.#ended) return;
    // Here and not at the greeting: what comes before that may be said again as well.
    this.#dedupe.resumed();
    if (fell) {
      this.#chat.fell();
      this.#player.endTurn();
      this.#awaiting.settle();
      this.#awaiting.reply = this.#line.waiting > 0;
    }
    const next = this.#chat.next(end);
    this.#ended = next.type === 'ended';
    this.#batch.add(next);
  };

  #failToSend(type: string): void {
    this.#fail('connection-lost', `A ${type} message was not sent: the line is down.`);
  }

  #fail(reason: Fault['reason'], message: string): Fault {
    const error = { reason, message };
    this.#batch.add({ type: 'error', error });
    return error;
  }

  #tellStates(): void {
    const batch = this.#batch;
    const { buffered, dropped } = this.#line.uplink.durations;
    // Not for each chunk: when speech begins to wait, for each second more or less, and when it waits no more.
    const held = `${Math.ceil(buffered / 1000)} ${Math.ceil(dropped / 1000)}`;
    batch.change(held, { type: 'speech-buffer', buffered, dropped });
    const user = this.#user;
    batch.change(user, { type: 'user', user });
    const { playing } = this.#player;
    const paused = this.#line.paused && !this.#stopping.holds;
    const assistant = assistantState({ playing, paused, awaited: this.#awaiting.any });
    const changed = batch.change(assistant, { type: 'assistant', assistant });
    const over = assistant === 'idle' || (!playing && !this.#awaiting.reply && this.#meter.sounded);
    if (changed && over) {
      const turn = this.#meter.finish();
      if (turn) batch.add({ type: 'turn-metrics', turn });
    }
  }
}
