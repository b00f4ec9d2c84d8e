import { readMessage } from '@vivavoce/evi';
import { onTestFinished } from 'vitest';
import type { SessionEvent } from '../../src/session/messages.ts';
import { Session } from '../../src/session/session.ts';
import type {
  CaptureChunk,
  CaptureCommand,
  PlaybackCommand,
  PlaybackReport,
} from '../../src/worklets/messages.ts';
import { ManualClock } from './manual-clock.ts';
import { ScriptedSocket } from './scripted-socket.ts';

/** What the session begins with. */
export const settings = {
  type: 'session_settings',
  audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
} as const;

/** The server's greeting. */
export const metadata = { type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' };

/** What the server understood. */
export const userMessage = (interim: boolean): unknown => ({
  type: 'user_message',
  from_text: false,
  interim,
  message: { role: 'user', content: 'hello' },
  models: {},
  time: { begin: 0, end: 10 },
});

/** A session between a line and an audio thread that are both in the hands of a test. */
export class SessionStage {
  readonly clock: ManualClock = new ManualClock();
  readonly wires: ScriptedSocket[] = [];
  /** How often it has dialled. */
  dialled = 0;
  readonly batches: (readonly SessionEvent[])[] = [];
  /** The page is not done with the last batch. */
  busy = false;
  /** The audio thread's ends. */
  readonly capture: MessageChannel = new MessageChannel();
  readonly playback: MessageChannel = new MessageChannel();
  readonly captureCommands: CaptureCommand[] = [];
  readonly playbackCommands: PlaybackCommand[] = [];
  readonly session: Session = new Session({
    read: readMessage,
    dial: () => {
      this.dialled += 1;
      return this.wire;
    },
    clock: this.clock,
    tell: (events) => {
      this.batches.push(events);
      if (!this.busy) this.session.handle({ type: 'next' });
    },
  });

  constructor() {
    onTestFinished(() => this.session.handle({ type: 'close' }));
    this.capture.port1.onmessage = ({ data }: MessageEvent<CaptureCommand>) =>
      this.captureCommands.push(data);
    this.playback.port1.onmessage = ({ data }: MessageEvent<PlaybackCommand>) =>
      this.playbackCommands.push(data);
    this.session.handle({ type: 'capture', port: this.capture.port2 });
    this.session.handle({ type: 'playback', port: this.playback.port2, sampleRate: 48_000 });
  }

  /** The line at this moment. */
  get wire(): ScriptedSocket {
    const wire = this.wires.at(-1);
    if (!wire) throw new Error('Nothing was dialled.');
    return wire;
  }

  get events(): SessionEvent[] {
    return this.batches.flat();
  }

  of<Type extends SessionEvent['type']>(type: Type): Extract<SessionEvent, { type: Type }>[] {
    return this.events.filter(
      (event): event is Extract<SessionEvent, { type: Type }> => event.type === type,
    );
  }

  dial(duck: boolean = false): void {
    this.session.handle({ type: 'begin', settings, speechBuffer: 5000, chunkDuration: 20, duck });
    this.redial();
  }

  /** Another line, taken at once. */
  redial(): void {
    this.redialAfter(0);
    this.wire.accept();
  }

  redialAfter(delay: number): void {
    this.wires.push(new ScriptedSocket());
    this.session.handle({ type: 'open', url: 'ws://127.0.0.1', delay, timeout: 10_000 });
  }

  connect(duck: boolean = false): void {
    this.dial(duck);
    this.wire.say(metadata);
  }

  speak(voice: boolean, samples: ArrayBuffer = new Int16Array(320).buffer): void {
    this.capture.port1.postMessage({ samples, voice } satisfies CaptureChunk, [samples]);
  }

  report(report: PlaybackReport): void {
    this.playback.port1.postMessage(report);
  }
}
