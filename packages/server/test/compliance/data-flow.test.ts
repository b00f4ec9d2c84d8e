import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FunctionTrace, expectFlow } from '../../../core/test/support/function-trace.ts';
import type { RunningServer, VoiceActivity } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import type * as engines from '../support/engines.ts';
import type * as quick from '../support/quick-server.ts';

// Real frames go over a socket into a whole server, with engines that are made here, and each function says that it was called: the
// page of the architecture has to name each stage, in this order, and no way may get longer than its bound.

/** What a stage asks or does beside what is handed on: looked at here so that a new stage can't hide among them. */
const asides: readonly (string | RegExp)[] = [
  /^\S+ (get|set) /,
  / =>$/,
  // Constructors.
  / [A-Z]\w+$/,
  // Who watches over a stage, or measures it.
  /^(chat-guard|bounded-engines|rate-meter|work-budget|round-robin|fair-queue|unread-sockets|clock)\.ts /,
  /^(turn-watch|observe|open-observers|log-observer|span-observer|log)\.ts /,
  /^session\.ts (onSpeechEnded|#tellEnded)$/,
  'frame-reader.ts work',
  /^frame-scheduler\.ts (#mayHave|#turn|#wait|join)$/,
  /^frame-reader\.ts (slowDown|pause|resume)$/,
  'frame-reader.ts bytesOf',
  'session-socket.ts #keepsPace',
  'session-socket.ts tellWrong',
  // Inside one stage.
  /^(linear16|base64-table|decode|encode|encode-message|field-error|shape|client-shapes|server-shapes|nesting|variable-texts)\.ts /,
  /^wav\.ts (?!writeWav)/,
  /^audio-reader\.ts (mixed|#beginLinear16)$/,
  /^(decode-client-message|schema)\.ts /,
  /^read-message\.ts (?!readMessage$)/,
  // Whether a server that drains may go on.
  'pipeline-dialogue.ts #tellAtRest',
  // What is known of the user's voice and of whose turn it is.
  /^(endpointer|noise-watch|sample-buffer|utterance-words|hearing|turn|chat-timers|history|settings)\.ts /,
  // What is kept before it leaves, and of what is heard.
  /^chat-recorder\.ts (handleMessage|keep|#gather|#begin|#inTurn|#whenKept|#write|#end|flushed)$/,
  /^(recorded-event|chat-events|chat-writes|database|threaded-client|quotas|deliveries|chats|insert-where|owner)\.ts /,
  /^chat-store\.ts (append|insert|write|sizeOf|keptBytes|timeIn)$/,
  /^(sound-recorder|assistant-track|user-track|sent-sound|audience)\.ts /,
  // What the client has received meanwhile.
  /^resend-buffer\.ts (#holdsTooMuch|#ask|saidIn)$/,
  /^(pipeline-dialogue|speech-output)\.ts confirm$/,
  'socket-connection.ts confirm',
  'session.ts flushed',
  /^port /,
];

/** Sound that goes on meanwhile. */
const frames: readonly (string | RegExp)[] = [
  /^(frame-scheduler|frame-reader|session-socket|client-messages|read-message|audio-reader|framer|base64)\.ts /,
  'pipeline-dialogue.ts audio',
  'listener.ts push',
  /^speech-input\.ts (push|#decideOn|#hear|#watchForStall)$/,
];

/** A detector that takes what is loud for a voice. */
const loud: VoiceActivity = {
  name: 'loud',
  frameLength: 320,
  onset: { voicedMs: 60, withinMs: 100 },
  open: (onFrame) => ({
    push: (frame) => {
      onFrame(frame.some((sample) => Math.abs(sample) > 1000) ? 1 : 0);
    },
    close: () => undefined,
  }),
  close: () => Promise.resolve(),
};

const voice = (ms: number): Int16Array =>
  Int16Array.from(
    { length: 16 * ms },
    (_, i) => 12_000 * Math.sin((2 * Math.PI * 180 * i) / 16_000),
  );
const silence = (ms: number): Int16Array => new Int16Array(16 * ms);

const trace = await FunctionTrace.begin();
const { quickServer } = await trace.load<typeof quick>(
  'packages/server/test/support/quick-server.ts',
);
const { scriptedRecogniser, toneSynthesiser } = await trace.load<typeof engines>(
  'packages/server/test/support/engines.ts',
);
afterAll(() => trace.end());

let server: RunningServer;
let client: TestClient;
/** Lets the answer be made. */
let answer: () => void;

beforeEach(async () => {
  const answered = new Promise<void>((resolve) => (answer = resolve));
  server = await quickServer({
    voiceActivity: loud,
    recogniser: scriptedRecogniser({ kind: 'words', text: 'Hello there.' }),
    synthesiser: toneSynthesiser(30),
    responder: {
      name: 'patient',
      async *reply() {
        await answered;
        yield 'Yes, of course.';
      },
    },
  });
  client = await TestClient.open(server);
  client.declareAudio();
});
afterEach(() => server.close());

/** Of what was passed, from the last `first` before `wanted` to the first `last` from there on. */
function walk(passed: readonly string[], first: string, wanted: string, last: string): string[] {
  const at = passed.indexOf(wanted);
  expect(at, `${wanted} in ${[...new Set(passed)].join(', ')}`).toBeGreaterThanOrEqual(0);
  return passed.slice(passed.lastIndexOf(first, at), passed.indexOf(last, at) + 1);
}

/** What was passed until that was, and a little more. */
async function untilPassed(wanted: string): Promise<string[]> {
  const passed: string[] = [];
  await vi.waitFor(() => {
    passed.push(...trace.take());
    expect(passed).toContain(wanted);
  });
  return passed;
}

const sent = 'socket-connection.ts send';

test('a chunk of speech becomes a user_message, its answer sound, and whoever speaks over it interrupts', async () => {
  await client.speak(voice(400), { paced: false });
  await untilPassed('speech-input.ts #start');
  await client.speak(silence(1200), { paced: false });
  await client.nextWords();
  const heard = trace.take();
  const audio = 'session-socket.ts handleAudio';
  const frame = walk(heard, 'frame-reader.ts readFrames =>', audio, audio);
  expectFlow('From a frame to the audio in it', 10, frame, asides);
  const decision = 'speech-input.ts #decideOn';
  expectFlow(
    'From audio to the voice detector',
    10,
    walk(heard, audio, decision, decision),
    asides,
  );
  const end = walk(
    heard,
    'speech-input.ts #takeFrame',
    'speech-input.ts #end',
    'listener.ts onSpeechEnded',
  );
  const words = walk(heard, 'listener.ts #understand', 'outbox.ts sendUserMessage', sent);
  // The answer is asked for before the words have left.
  const asking =
    /^(pipeline-dialogue\.ts (#takeWords|#keep|#request|answer|voice)|(replies|reply-request|tools|speech-output|text-voice|sentences|thoughts)\.ts .*)$/;
  const dispatch = /^pipeline-dialogue\.ts (#dispatch|#perform|assistantSpeaks)$/;
  expectFlow(
    'From the end of a sentence to a user_message',
    10,
    [...end, ...words],
    [...asides, asking, dispatch, 'barge-in.ts close', ...frames],
  );
  const request = 'reply-request.ts replyRequest';
  const question = walk(heard, 'pipeline-dialogue.ts #takeWords', request, request);
  expectFlow('From the words to a question', 10, question, [
    ...asides,
    'pipeline-dialogue.ts #keep',
    'replies.ts expectAnswer',
  ]);

  answer();
  await client.next('assistant_end');
  const spoken = trace.take();
  expectFlow(
    'From the text of an answer to an audio_output',
    10,
    walk(spoken, 'thoughts.ts next', 'speech-output.ts #sendAudio', sent),
    [
      ...asides,
      /^(sentences|speakable|thoughts)\.ts /,
      /^replies\.ts (onSentence|#settle)$/,
      /^pipeline-dialogue\.ts (voice|onAnswered|onSentence|onSpoke|#keep|#dispatch)$/,
      'speech-output.ts #notTooFarAhead',
      ...frames,
      'speech-input.ts #takeFrame',
      'pipeline-dialogue.ts assistantSpeaks',
    ],
  );

  await client.speak(voice(1500), { paced: false });
  await client.next('user_interruption');
  const cut = 'pipeline-dialogue.ts #tellInterrupted';
  expectFlow(
    'From an interruption to silence at the client',
    10,
    walk(trace.take(), 'speech-input.ts #takeFrame', cut, sent),
    [
      ...asides,
      /^replies\.ts (stop|#end|forget)$/,
      'speech-output.ts silence',
      'pipeline-dialogue.ts assistantSpeaks',
      ...frames,
    ],
  );
});

test('a lost connection leaves a session that waits, and another goes on with it', async () => {
  const { chat_group_id: group } = await client.next('chat_metadata');
  trace.take();
  client.socket.terminate();
  await client.closed;
  const passed = await untilPassed('local-sessions.ts #wait');
  const left = 'session-socket.ts leave';
  expectFlow(
    'From a lost connection to a session that waits',
    10,
    walk(passed, 'chat-socket.ts converse =>', left, 'local-sessions.ts #wait'),
    [...asides, 'session-socket.ts letGo', /^(audio-reader|listener|speech-input|barge-in)\.ts /],
  );

  client = await TestClient.open(server, `?resumed_chat_group_id=${group}`);
  const resumed = trace.take();
  expectFlow(
    'From a client that comes back to its session',
    10,
    walk(resumed, 'chat-socket.ts handleUpgrade', 'session.ts attach', 'resend-buffer.ts attach'),
    [
      ...asides,
      // Who may: asked on the way.
      /^(access|credentials|key-use|client-address|host-name|chat-query|query-settings|chat-groups)\.ts /,
      /^chat-socket\.ts (urlOf|asText)$/,
      'control-socket.ts chatOfControlPath',
      'socket-connection.ts connectionOf',
      'frame-reader.ts readFrames',
      'request-scheduler.ts #next',
      'chat-store.ts mayResume',
      /^open-session\.ts (enginesFor|openRequest|beginning)$/,
      /^local-sessions\.ts (#probeAll|#stopWaiting|attached)$/,
      // The Chat before ends, and the next is written.
      /^chat-store\.ts (begin|end|#end|onKept|forget)$/,
      'chat-webhooks.ts chatStarted',
      /^chat-webhooks\.ts /,
      'chat-recorder.ts moveTo',
      /^(audio-reader|framer|listener|speech-input|barge-in)\.ts /,
      'pipeline-dialogue.ts connect',
    ],
  );
});

test('a server that closes ends each Chat, and keeps that', async () => {
  trace.take();
  await server.close();
  expectFlow(
    'From SIGTERM to the end of a Chat',
    10,
    walk(trace.take(), 'server.ts close', 'chat-store.ts end', 'chat-store.ts #end'),
    [
      ...asides.filter(
        (aside) => !(aside instanceof RegExp && aside.test('chat-recorder.ts #end')),
      ),
      /^chat-recorder\.ts (#inTurn|flushed|keep|#gather|#begin|#write)$/,
      'chat-store.ts append',
      'chat-socket.ts closed',
      'socket-connection.ts closeSoon',
      /^http-server\.ts /,
      'unwind.ts within',
      'session-socket.ts letGo',
      /^local-sessions\.ts /,
      'outbox.ts close',
      'pipeline-dialogue.ts close',
      /^(audio-reader|listener|speech-input|barge-in|replies)\.ts /,
    ],
  );
});
