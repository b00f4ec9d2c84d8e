// @vitest-environment jsdom
import { fakeAudio } from '@vivavoce/testing';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FunctionTrace, expectFlow } from '../../../core/test/support/function-trace.ts';
import { ScriptedSocket } from '../../../core/test/support/scripted-socket.ts';
import type * as hooks from '../../src/hooks/useVoice.ts';
import type * as provider from '../../src/provider/VoiceProvider.tsx';

// The real client in a page of React, its session behind the ports of a Worker, and a server in the hands of the test: the page of
// the architecture has to name each stage, in this order, and no way may get longer than its bound.

/** What a stage asks or does beside what is handed on: looked at here so that a new stage can't hide among them. */
const asides: readonly (string | RegExp)[] = [
  /^\S+ (get|set) /,
  // Constructors.
  / [A-Z]\w+$/,
  // Inside one stage.
  /^(decode|field-error|leave-out|server-shapes|shape|chat-url|voice-error|clock|same-selection)\.ts /,
  /^(connection|reduce-transcript|reduce-message|transcript-edits|transcript-draft|transcript-state)\.ts /,
  /^state\.ts update( =>)?$/,
  /^reduce-voice\.ts (reduceVoice =>|reduceEvent|followConnection|clearError)$/,
  'read-message.ts readMessage =>',
  // Batches: when they are due, and that the page is done with one.
  /^batch\.ts (soon|soon =>|next)$/,
  /^(session|state-emitter)\.ts (Session =>|add =>)$/,
  'voice-thread.ts worker.onmessage =>',
  'port next',
  // The page looks after its sound meanwhile.
  /^(audio-watchdog|sound-system|audio-context)\.ts /,
  'call.ts onOutput',
  'session-control.ts post',
  'port output',
  // What is known of the connection, the user and the assistant.
  /^(attempts|awaiting|chat-state|conversation|metrics|outbox|uplink|message-dedupe|left-out|keep-latest|liveness|player|playhead|stopping)\.ts /,
  'line.ts hear',
  // What an attempt asks for: the policy, credentials, an address, a socket.
  /^dialer\.ts (dial =>|#askAddress|#askAddress =>|#addressWith|check|forAddress|forAddress =>)$/,
  'reconnect-policy.ts askPolicy',
  'make-session.ts dial',
  /^socket\.ts (socket\.(onopen|onerror)|endOf|mayReturn|close|#release)$/,
  'line.ts #drop',
  // What a hook asks of its provider.
  /^(useVoice|useVoiceBinding|voice-binding)\.ts /,
  'voice-store.ts useVoiceStore',
  // The app's own callbacks.
  /^voice-callbacks\.ts /,
];

/** What goes up once the line is back. */
const sending = [
  'encode-message.ts encodeMessage',
  'socket.ts send',
  /^line\.ts (lasting|#flow|pump)$/,
];

/** Each change of the connection is a state as well, and goes the way of one. */
const states = [
  'session.ts #tellStates',
  'batch.ts change',
  'session-control.ts #move',
  /^(voice-client|state-emitter|state|emitter|voice-store|reduce-voice)\.ts /,
];

/** What brings the state about that is followed. */
const causes = ['batch.ts add', /^(socket|read-message|session|run-in-worker)\.ts /];

const sockets: ScriptedSocket[] = [];
const scope = globalThis as unknown as { onmessage: (event: MessageEvent) => void };

/** The server takes the latest call, and says which Chat it is. */
function greet(): void {
  const socket = sockets.at(-1);
  socket?.accept();
  socket?.say({ type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' });
}

const trace = await FunctionTrace.begin();
// A page has them before anybody clicks.
await trace.load('packages/core/src/scripts/texts.ts');
const audio = fakeAudio();
const page = document.createElement('div');
const root = createRoot(page);
const said = (): string => page.textContent ?? '';

beforeAll(async () => {
  vi.stubGlobal(
    'WebSocket',
    class extends ScriptedSocket {
      constructor() {
        super();
        sockets.push(this);
      }
    },
  );
  // A playback processor that works.
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      readonly port = {
        postMessage: ({ port }: { port?: MessagePort }) => {
          if (port) port.onmessage = () => port.postMessage({ type: 'pong' });
        },
      };
      connect(): void {}
      disconnect(): void {}
    },
  );
  const { port1, port2 } = new MessageChannel();
  vi.stubGlobal('postMessage', (events: unknown) => port2.postMessage(events));
  vi.stubGlobal('onmessage', null);
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      set onmessage(listener: (event: MessageEvent) => void) {
        port1.onmessage = listener;
      }
      constructor() {
        super();
        void trace.load('packages/core/src/session/host/voice-worker.ts').then(() => {
          port2.onmessage = (event) => scope.onmessage(event);
        });
      }
      postMessage(command: unknown, transfer: MessagePort[]): void {
        port1.postMessage(command, transfer);
      }
      terminate(): void {}
    },
  );
  vi.stubGlobal('close', () => port2.close());
  const { VoiceProvider } = await trace.load<typeof provider>(
    'packages/react/src/provider/VoiceProvider.tsx',
  );
  const { useVoice } = await trace.load<typeof hooks>('packages/react/src/hooks/useVoice.ts');
  const Status = (): string => {
    const { status, assistant, connect } = useVoice();
    page.onclick = () => void connect();
    return `${status} ${assistant}`;
  };
  root.render(
    createElement(VoiceProvider, {
      microphone: false,
      credentials: () => ({ accessToken: 'token' }),
      reconnect: { nextDelay: () => 0 },
      children: createElement(Status),
    }),
  );
  await vi.waitFor(() => expect(said()).toBe('idle idle'), 20_000);
  page.click();
  await vi.waitFor(() => expect(sockets).toHaveLength(1), 20_000);
  greet();
  await vi.waitFor(() => expect(said()).toBe('connected idle'), 20_000);
});
afterAll(async () => {
  root.unmount();
  await vi.waitFor(() => expect(audio.openContexts).toBe(0), 20_000);
  audio.undo();
  vi.unstubAllGlobals();
  await trace.end();
});

/** Nothing is under way any more. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setTimeout(done));
  trace.take();
}

test('a line that is lost, until the conversation is back', async () => {
  await settle();
  sockets.at(-1)?.drop(1006);
  await vi.waitFor(() => expect(sockets).toHaveLength(2), 20_000);
  greet();
  await vi.waitFor(() => expect(said()).toBe('connected idle'), 20_000);
  expectFlow('From a lost connection to a resumed one', 22, trace.take(), [
    ...asides,
    ...sending,
    ...states,
  ]);
});

test('what the assistant is doing, until React has committed it', async () => {
  await settle();
  sockets.at(-1)?.say({
    type: 'user_message',
    from_text: true,
    interim: false,
    message: { role: 'user', content: 'hello' },
    models: {},
    time: { begin: 0, end: 0 },
  });
  await vi.waitFor(() => expect(said()).toBe('connected thinking'), 20_000);
  expectFlow('From a state to a commit', 14, trace.take(), [...asides, ...causes]);
});
