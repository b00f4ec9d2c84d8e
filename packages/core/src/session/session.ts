import { readMessage } from '@vivavoce/evi';
import type { ClientMessage, ServerMessage, SessionSettings } from '@vivavoce/evi';
import type { Clock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import type { Fault } from '../base/voice-error.ts';
import { mayReturn } from '../transport/socket.ts';
import type { DialSocket, SocketEnd } from '../transport/socket.ts';
import type {
  CaptureCommand,
  CaptureReport,
  PlaybackCommand,
  PlaybackReport,
} from '../worklets/messages.ts';
import { assistantState } from './conversation.ts';
import type { AssistantState, UserState } from './conversation.ts';
import { saysOver } from './last-words.ts';
import { Line } from './line.ts';
import type { SessionCommand, SessionEvent, TellEvents } from './messages.ts';
import { TurnMeter } from './metrics.ts';
import type { TurnMetrics } from './metrics.ts';
import { Player } from './player.ts';
import { ToldOnce } from './told-once.ts';

/** ms for which the capture processor goes on hearing a voice that has ended. */
const hangover = 250;

/** ms for which a line must have held for its loss to be a new one. */
const steady = 5000;

/** What a session takes from where it runs. */
export interface SessionEnvironment {
  readonly dial: DialSocket;
  readonly clock: Clock;
  readonly tell: TellEvents;
}

/**
 * The data plane of one conversation: ports in, socket out, and nothing of a page. It runs in a Worker, on the main
 * thread and in Node unchanged. Commands come in by `handle`, everything that happens goes out by `tell`, batched per
 * task. One session is one conversation: nothing of it is left for the next.
 */
export class Session {
  readonly #clock: Clock;
  readonly #tell: TellEvents;
  readonly #line: Line;
  readonly #player: Player;
  #events: SessionEvent[] = [];
  #settings: SessionSettings | null = null;
  #ended = false;
  /** The server has said that the Chat is over, and why. */
  #over: Fault | null = null;
  readonly #told = new ToldOnce();
  /** When the conversation came up first, and when the line did last. */
  #since: number | null = null;
  #upAt = 0;
  #lostAt = 0;
  #attempt = 0;
  #cancelWait: Undo | null = null;
  #held = '0 0';
  #capture: MessagePort | null = null;
  #playback: MessagePort | null = null;
  #muted = false;
  #volume = 1;
  #paused = false;
  #awaited = false;
  /** When the microphone last had a voice in it. */
  #voiceAt: number | null = null;
  readonly #meter = new TurnMeter();
  #turn: TurnMetrics | null = null;
  #assistant: AssistantState = 'idle';
  #user: UserState = 'silent';

  constructor({ dial, clock, tell }: SessionEnvironment) {
    this.#clock = clock;
    this.#tell = tell;
    this.#line = new Line(dial, clock, {
      onMessage: (data) => this.#receive(data),
      onDown: (end, fell) => this.#lose(end, fell),
    });
    this.#player = new Player(
      {
        onStarted: (messageId) => {
          this.#meter.soundStarted(this.#clock.now());
          this.#add({ type: 'playback-started', messageId });
        },
        onEnded: (messageId, heard) => {
          if (heard.cut) this.#meter.silenced(this.#clock.now());
          this.#add({ type: 'playback-ended', messageId, heard });
        },
        onDecode: (key, bytes) => this.#add({ type: 'decode', key, bytes }),
        onUnderrun: () => this.#meter.underran(),
        onError: (error) => this.#add({ type: 'error', error }),
      },
      clock,
    );
  }

  /** The one way in. */
  handle(command: SessionCommand): void {
    switch (command.type) {
      case 'begin':
        this.#settings = this.#line.settings = command.settings;
        this.#line.uplink.capacity = command.speechBuffer;
        return;
      case 'open':
        this.#line.open(command.url, command.timeout);
        return;
      case 'wait':
        this.#cancelWait = this.#clock.after(command.delay, () => this.#dial());
        return;
      case 'hurry':
        if (this.#cancelWait) this.#dial();
        return;
      case 'miss':
        this.#lose(command.error);
        return;
      case 'capture':
        this.#attachCapture(command.port);
        return;
      case 'playback':
        this.#attachPlayback(command.port, command.sampleRate);
        return;
      case 'mute':
        this.#muted = command.muted;
        this.#postCapture({ type: 'mute', muted: command.muted });
        if (command.muted) this.#setUser('silent');
        return;
      case 'volume':
        this.#volume = command.volume;
        this.#postPlayback({ type: 'volume', volume: command.volume });
        return;
      case 'interrupt':
        this.#interrupt('local');
        return;
      case 'decoded':
        this.#player.decoded(command.key, command.samples);
        return;
      case 'metrics':
        this.#tellMetrics();
        return;
      case 'send':
        this.#send(command.message);
        return;
      case 'close':
        this.#close();
        return;
    }
  }

  #dial(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#add({ type: 'dial' });
  }

  #attachCapture(port: MessagePort): void {
    this.#capture?.close();
    this.#capture = port;
    port.onmessage = ({ data }: MessageEvent<CaptureReport>) => this.#hear(data);
    this.#postCapture({ type: 'mute', muted: this.#muted });
  }

  #attachPlayback(port: MessagePort, sampleRate: number): void {
    this.#playback?.close();
    this.#playback = port;
    port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      if (data.type === 'pong') this.#add({ type: 'ready' });
      this.#player.handleReport(data);
      this.#updateAssistant();
    };
    this.#player.attach({
      sampleRate,
      post: (command, transfer) => port.postMessage(command, transfer ?? []),
    });
    this.#postPlayback({ type: 'ping' });
    this.#postPlayback({ type: 'volume', volume: this.#volume });
    this.#updateAssistant();
  }

  #hear(chunk: CaptureReport): void {
    const audio = this.#settings?.audio;
    if (this.#since === null || this.#ended || !audio) return;
    const duration = (chunk.samples.byteLength / 2 / audio.sample_rate) * 1000;
    this.#line.speak(chunk.samples, duration, chunk.voice && !this.#muted);
    this.#tellHeld();
    if (chunk.voice) this.#voiceAt = this.#clock.now();
    this.#setUser(chunk.voice && !this.#muted ? 'speaking' : 'silent');
  }

  #receive(data: string | ArrayBuffer): void {
    const receivedAt = this.#clock.now();
    const decoded = readMessage(data);
    switch (decoded.kind) {
      case 'message':
        this.#follow(decoded.message, receivedAt);
        break;
      case 'unknown':
        if (decoded.message['type'] === 'session_settings') {
          this.#line.echoed();
          this.#tellHeld();
        } else this.#add({ type: 'unknown-message', message: decoded.message, receivedAt });
        break;
      case 'malformed': {
        const { type, path, detail } = decoded.error;
        const place = [type, path].filter(Boolean).join('.');
        this.#fail(
          'protocol-malformed',
          `The server sent a malformed message${place && ` (${place})`}: ${detail}`,
        );
        break;
      }
    }
    this.#updateAssistant();
  }

  #follow(message: ServerMessage, receivedAt: number): void {
    if (!this.#told.admits(message, this.#line.hear(message))) return;
    if (message.type === 'audio_output') {
      this.#meter.soundArrived(receivedAt);
      this.#player.play(message);
      return;
    }
    // The sound stops before anybody is told, and before the message is even passed on.
    if (message.type === 'user_interruption') this.#interrupt('server');
    this.#add({ type: 'message', message, receivedAt });
    switch (message.type) {
      case 'chat_metadata':
        this.#greet(message.chat_id, message.chat_group_id);
        break;
      case 'user_message':
        if (message.interim) break;
        this.#awaited = true;
        if (!message.from_text && this.#voiceAt !== null) {
          this.#meter.speechEnded(this.#voiceAt - hangover);
        }
        break;
      case 'assistant_message':
        if (message.id) this.#player.expect(message.id);
        break;
      case 'assistant_end':
        this.#awaited = false;
        this.#player.finish();
        break;
      case 'error': {
        const { slug, code, message: why } = message;
        const error: Fault = {
          reason: 'server-error',
          message: `The server reports: ${why} (${slug}, ${code})`,
        };
        this.#add({ type: 'error', error });
        if (saysOver(message)) this.#over = error;
        break;
      }
      default:
        break;
    }
  }

  #greet(chatId: string, chatGroupId: string): void {
    if (this.#line.up) return;
    this.#told.resumed();
    this.#line.greeted();
    this.#upAt = this.#clock.now();
    this.#since ??= this.#upAt;
    this.#add({ type: 'connected', chatId, chatGroupId, at: this.#since });
    this.#tellHeld();
  }

  #send(message: ClientMessage): void {
    if (this.#since === null || this.#ended || !this.#line.send(message)) {
      this.#fail('connection-lost', `A ${message.type} message was not sent: the line is down.`);
      return;
    }
    if (message.type === 'pause_assistant_message') this.#paused = true;
    if (message.type === 'resume_assistant_message') this.#paused = false;
    if (message.type === 'user_input') this.#awaited = true;
    this.#updateAssistant();
  }

  #interrupt(by: 'server' | 'local'): void {
    const messageId = this.#player.interrupt();
    this.#meter.interrupted(this.#clock.now());
    this.#awaited = false;
    this.#add({ type: 'interrupted', by, messageId });
    this.#updateAssistant();
  }

  /** The line is down, or an attempt at it has failed. What came over it plays out. */
  #lose(end: SocketEnd, fell = false): void {
    if (this.#ended) return;
    const now = this.#clock.now();
    if (fell) {
      if (this.#attempt === 0 || now - this.#upAt >= steady) {
        this.#attempt = 0;
        this.#lostAt = now;
      }
      this.#player.finish();
      this.#awaited = this.#line.waiting > 0;
      this.#updateAssistant();
    }
    if (this.#since === null || this.#over || end === null || !mayReturn(end)) {
      this.#ended = true;
      this.#add({ type: 'ended', error: end && (this.#over ?? end) });
      return;
    }
    this.#attempt += 1;
    const elapsed = now - this.#lostAt;
    this.#add({ type: 'lost', error: end, attempt: this.#attempt, elapsed });
  }

  #close(): void {
    this.#ended = true;
    this.#cancelWait?.();
    this.#line.close();
    this.#player.dispose();
    this.#capture?.close();
    this.#playback?.close();
    this.#capture = this.#playback = null;
    this.#events = [];
  }

  /** Not for each chunk: when speech begins to wait, for each second more or less, and when it waits no more. */
  #tellHeld(): void {
    const { queued, dropped } = this.#line.uplink.held;
    const held = `${Math.ceil(queued / 1000)} ${Math.ceil(dropped / 1000)}`;
    if (held === this.#held) return;
    this.#held = held;
    this.#add({ type: 'uplink', queued, dropped });
  }

  #setUser(user: UserState): void {
    if (this.#user === user) return;
    this.#user = user;
    this.#add({ type: 'user', user });
  }

  #updateAssistant(): void {
    const assistant = assistantState({
      sounding: this.#player.sounding,
      paused: this.#paused,
      awaited: this.#awaited,
    });
    if (assistant === this.#assistant) return;
    this.#assistant = assistant;
    this.#add({ type: 'assistant', assistant });
    if (assistant === 'idle') this.#finishTurn();
  }

  #finishTurn(): void {
    const turn = this.#meter.finish();
    if (turn === null) return;
    this.#turn = turn;
    this.#add({ type: 'turn-metrics', turn });
  }

  #tellMetrics(): void {
    const { sent, kept, dropped, delay } = this.#line.uplink;
    const { underruns, underrunDuration, target, dropped: late, skipped } = this.#player;
    this.#add({
      type: 'metrics',
      metrics: {
        turn: this.#turn,
        uplink: { sent, kept, dropped, delay },
        playback: { underruns, underrunDuration, target, dropped: late, skipped },
      },
    });
  }

  #fail(reason: 'protocol-malformed' | 'connection-lost', message: string): void {
    this.#add({ type: 'error', error: { reason, message } });
  }

  #postCapture(command: CaptureCommand): void {
    this.#capture?.postMessage(command);
  }

  #postPlayback(command: PlaybackCommand): void {
    this.#playback?.postMessage(command);
  }

  #add(event: SessionEvent): void {
    if (this.#events.length === 0) queueMicrotask(() => this.#flush());
    this.#events.push(event);
  }

  #flush(): void {
    const events = this.#events;
    this.#events = [];
    if (events.length > 0) this.#tell(events);
  }
}
