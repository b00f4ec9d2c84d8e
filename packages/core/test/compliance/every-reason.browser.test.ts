import { expect, onTestFinished, test, vi } from 'vitest';
import type { VoiceErrorReason } from '../../src/index.ts';
import { platformStage } from '../support/platform-stage.ts';
import type { PlatformStage } from '../support/platform-stage.ts';
import { ScriptedSocket } from '../support/scripted-socket.ts';

const stage = platformStage();
/** The page's own, before the stage puts another in its place. */
const PlainSocket = WebSocket;

/** What makes it happen, in a conversation or on the way to one. */
type Way = (stage: PlatformStage) => unknown;

const refuse =
  (name: string, message = ''): Way =>
  (at) => {
    at.microphone = () => Promise.reject(new DOMException(message, name));
    return at.connect();
  };

/** A page in a frame without `allow`. */
const forbid = (): void => {
  const policy = {
    features: () => ['microphone', 'speaker-selection'],
    allowsFeature: () => false,
  };
  Object.defineProperty(document, 'featurePolicy', { configurable: true, value: policy });
  onTestFinished(() => void Reflect.deleteProperty(document, 'featurePolicy'));
};

const say =
  (message: unknown): Way =>
  async (at) => {
    await at.connect();
    at.sockets[0]?.say(message);
  };

const drop =
  (code: number): Way =>
  async (at) => {
    await at.connect({ reconnect: false });
    at.sockets[0]?.drop(code);
  };

/** Every reason there is, and how a browser comes to it. The type holds the two together. */
const ways: Record<VoiceErrorReason, Way> = {
  'microphone-denied': refuse('NotAllowedError', 'Permission denied'),
  'microphone-dismissed': refuse('NotAllowedError', 'Permission dismissed'),
  'microphone-blocked': (at) => {
    forbid();
    return refuse('NotAllowedError', 'Permission denied')(at);
  },
  'microphone-missing': refuse('NotFoundError'),
  'microphone-busy': refuse('NotReadableError'),
  'microphone-lost': async (at) => {
    await at.connect();
    at.microphone = () => Promise.reject(new DOMException('', 'NotFoundError'));
    at.tracks[0]?.stop();
    at.tracks[0]?.dispatchEvent(new Event('ended'));
  },
  'microphone-unsupported': (at) => {
    vi.spyOn(navigator, 'mediaDevices', 'get').mockReturnValue(undefined as never);
    return at.connect();
  },
  'connection-refused': (at) => {
    vi.stubGlobal('WebSocket', PlainSocket);
    return at.connect({ url: 'ws://127.0.0.1:61234' });
  },
  'connection-unauthorized': drop(1008),
  'connection-timeout': (at) => {
    vi.stubGlobal(
      'WebSocket',
      class extends ScriptedSocket {
        constructor() {
          super();
          at.sockets.push(this);
          setTimeout(() => this.accept());
        }
      },
    );
    return at.connect({ connectTimeout: 50 });
  },
  'connection-lost': drop(1006),
  'connection-closed': drop(1009),
  'connection-rate-limited': drop(1013),
  'audio-blocked': (at) => {
    at.mood = { says: 'suspended', blocked: true };
    return at.connect();
  },
  'audio-worklet-blocked': (at) =>
    at.connect({
      assets: {
        captureProcessor: '/none.js',
        playbackProcessor: '/none.js',
        voiceWorker: '/none.js',
      },
    }),
  'audio-decode': say({ type: 'audio_output', id: 'a', index: 0, data: 'bm8gd2F2ZSBhdCBhbGw=' }),
  'audio-stalled': async (at) => {
    await at.connect();
    at.mood = { frozen: true };
    for (const context of at.contexts) context.frozen = true;
  },
  'speaker-missing': async (at) => {
    await at.connect();
    await at.client.setSpeaker('gone');
  },
  'speaker-blocked': async (at) => {
    forbid();
    await at.client.setSpeaker('any');
  },
  'speaker-unsupported': async (at) => {
    // An older browser: one whose contexts have no such method.
    vi.stubGlobal('AudioContext', class {});
    await at.client.setSpeaker('any');
  },
  'protocol-malformed': say('{"type":"assistant_me'),
  internal: (at) => {
    vi.spyOn(AudioContext.prototype, 'createMediaStreamSource').mockImplementation(() => {
      throw new Error('out of memory');
    });
    return at.connect();
  },
  'server-error': say({ type: 'error', code: 'E0', slug: 'inference_error', message: 'No.' }),
  unsupported: say({ type: 'error', code: 'unsupported', slug: 'unsupported', message: 'No.' }),
  usage: (at) => at.connect({ url: 'not an address' }),
};

test.each(Object.entries(ways))('%s', async (reason, way) => {
  let thrown: unknown = null;
  try {
    await way(stage);
  } catch (error) {
    thrown = error;
  }
  if (thrown !== null) expect(thrown).toMatchObject({ reason, name: 'VoiceError' });
  await vi.waitFor(
    () => expect(stage.of('error').map(({ error }) => error.reason)).toEqual([reason]),
    {
      timeout: 10_000,
    },
  );
});
