import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { ChatRecorder } from '../../src/recording/chat-recorder.ts';
import { PipelineDialogue } from '../../src/dialogue/pipeline-dialogue.ts';
import { ResendBuffer } from '../../src/connection/resend-buffer.ts';
import { Replies } from '../../src/dialogue/replies.ts';
import { LocalSessions } from '../../src/session/local-sessions.ts';
import { SoundRecorder } from '../../src/recording/sound-recorder.ts';
import { SpeechInput } from '../../src/dialogue/hearing/speech-input.ts';
import { SpeechOutput } from '../../src/dialogue/speaking/speech-output.ts';
import { UserTrack } from '../../src/recording/user-track.ts';
import { RateMeter } from '../../src/base/rate-meter.ts';
import type { LogEntry, RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const oops = () => {
  throw new Error('injected');
};
/** From now on, once, this throws where it is called. */
const breaks = <Class extends object>(place: Class, method: keyof Class) => {
  vi.spyOn(place, method as never).mockImplementationOnce(oops as never);
};

interface Stage {
  server: RunningServer;
  client: TestClient;
  clock: VirtualClock;
}

const type = ({ client }: Stage) => {
  client.send({ type: 'user_input', text: 'Hello.' });
};
const drop = async ({ client }: Stage) => {
  client.socket.terminate();
  await client.closed;
};

/** Every way into a Chat, and what comes that way. */
const entries: Record<string, [() => void, (stage: Stage) => unknown]> = {
  'a text': [
    () => {
      breaks(PipelineDialogue.prototype, 'text');
    },
    type,
  ],
  sound: [
    () => {
      breaks(SpeechInput.prototype, 'push');
    },
    ({ client }) => client.speak(new Int16Array(3200), { paced: false }),
  ],
  'binary sound': [
    () => {
      breaks(SoundRecorder.prototype, 'hear');
    },
    ({ client }) => client.speak(new Int16Array(3200), { paced: false, binary: true }),
  ],
  'what comes before any message is read': [
    () => {
      breaks(RateMeter.prototype, 'take');
    },
    type,
  ],
  'a pong': [
    () => {
      breaks(PipelineDialogue.prototype, 'confirm');
    },
    type,
  ],
  'a reply under way': [
    () => {
      breaks(SpeechOutput.prototype, 'playedOut');
    },
    type,
  ],
  'a reply that begins': [
    () => {
      breaks(Replies.prototype, 'start');
    },
    type,
  ],
  'a timer': [
    () => {
      breaks(UserTrack.prototype, 'settle');
    },
    async ({ client, clock }) => {
      await client.speak(new Int16Array(3200), { paced: false });
      await vi.waitFor(() => {
        clock.advance(500);
        expect(UserTrack.prototype.settle).toHaveBeenCalled();
      });
    },
  ],
  'a message that waited for the database': [
    () => {
      breaks(ResendBuffer.prototype, 'send');
    },
    type,
  ],
  'the end of its line': [
    () => {
      breaks(LocalSessions.prototype, 'detached');
    },
    drop,
  ],
  'the end of its wait for another line': [
    () => {
      breaks(ChatRecorder.prototype, 'end');
    },
    async (stage) => {
      await drop(stage);
      await vi.waitFor(() => {
        stage.clock.advance(30_000);
        expect(ChatRecorder.prototype.end).toHaveBeenCalled();
      });
    },
  ],
  'its end': [
    () => {
      breaks(ChatRecorder.prototype, 'end');
    },
    ({ client }) => client.close(),
  ],
  'a line that takes the place of another': [
    () => {
      breaks(ResendBuffer.prototype, 'attach');
    },
    async (stage) => {
      const { chat_group_id } = await stage.client.next('chat_metadata');
      await drop(stage);
      const query = `?resumed_chat_group_id=${chat_group_id}`;
      expect((await new TestClient(stage.server, query).closed).code).toBe(1011);
    },
  ],
};

it.each(Object.entries(entries))(
  'what fails on %s ends that Chat, is logged, and concerns no other',
  { timeout: 20_000 },
  async (_, [arm, dispatch]) => {
    const logged: LogEntry[] = [];
    const clock = new VirtualClock();
    const server = await quickServer({ maxAudioMb: 1, clock, log: (entry) => logged.push(entry) });
    const [calm, client] = await Promise.all([TestClient.open(server), TestClient.open(server)]);
    client.declareAudio();
    // What was sent until now is confirmed when the second of these comes back.
    for (const { socket } of [calm, client, calm, client]) {
      socket.ping();
      await once(socket, 'pong');
    }
    arm();
    await dispatch({ server, client, clock });
    await client.closed;
    await vi.waitFor(() => {
      expect(logged).toMatchObject([{ level: 'error', error: { message: 'injected' } }]);
    });
    calm.send({ type: 'user_input', text: 'And me?' });
    await calm.next('assistant_message');
    await calm.close();
    await server.close();
    vi.restoreAllMocks();
    expect(logged).toHaveLength(1);
  },
);
