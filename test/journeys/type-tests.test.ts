import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { installFrom, installPacked } from './support/installed.ts';

// The types of what is published, in the oldest and the newest compiler, which read the declarations themselves too: what an app
// may write, and what it may not.
const app = mkdtempSync(join(tmpdir(), 'vivavoce-types-'));

const source = `
import { VoiceClient, VoiceError, defaultReconnectPolicy } from '@vivavoce/core';
import type { ClientState, SessionOptions, VoiceClientOptions, VoiceErrorHint, VoiceErrorReason, VoiceEventOf } from '@vivavoce/core';
import type { ChatUrlOptions, EviClientOptions, TokenHandlerOptions } from '@vivavoce/evi';
import { WavStream, decodeMessage, encodeMessage, expressionNames, readWav, verifyWebhook } from '@vivavoce/evi';
import { AudioVisualizer, ConnectButton, EmotionMeter, VoiceProvider, useMicrophone, useTool, useVoice } from '@vivavoce/react';
import type { EmotionName, StandardSchema, TranscriptEntry, VoiceProviderProps } from '@vivavoce/react';
import { toUIMessages } from '@vivavoce/react/ai-sdk';
import { voiceAdapter } from '@vivavoce/react/assistant-ui';
import { german } from '@vivavoce/react/german';
import { fakeAudio, fakeMicrophone, scriptedEvi, toneWav } from '@vivavoce/testing';
import { listen as listenInPage } from '@vivavoce/testing/browser';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { listen } from '@vivavoce/testing/node';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';

// An app's own optional props pass through.
declare const props: { readonly url?: string; readonly muted?: boolean | undefined };
export const options: VoiceClientOptions = { ...props, url: undefined, reconnect: defaultReconnectPolicy };
export const client = new VoiceClient({ url: 'ws://127.0.0.1:8788', reconnect: false, microphoneId: null });
// @ts-expect-error the unit is ms
client.setOptions({ connectTimeout: '10 s' });
// @ts-expect-error no such option
client.setOptions({ micId: 'default' });
// @ts-expect-error one of the two
client.setOptions({ credentials: () => ({}) });
client.setOptions({ credentials: async ({ signal }) => ({ accessToken: String(signal.aborted) }) });

// Whatever may be left out may be undefined.
type Strict<T> = T extends unknown
  ? keyof { [K in keyof T as {} extends Pick<T, K> ? (undefined extends Required<T>[K] ? never : K) : never]: 0 }
  : never;
type None<T extends never> = T;
export type Lenient = [
  None<Strict<VoiceClientOptions>>, None<Strict<SessionOptions>>, None<Strict<VoiceProviderProps>>,
  None<Strict<ChatUrlOptions>>, None<Strict<EviClientOptions>>, None<Strict<TokenHandlerOptions>>,
];
// @ts-expect-error one that may not
export type NotLenient = None<Strict<{ readonly a?: string }>>;
declare const maybe: string | undefined;

// A state has what goes with it, and nothing else.
export function since({ connection }: ClientState): number {
  if (connection.status === 'connected') return connection.since;
  // @ts-expect-error of a conversation that is up alone
  return connection.since;
}
export const muted: boolean = client.state.muted && client.state.speakerMuted;
// @ts-expect-error a mute is apart from the device's state
export const off: boolean = client.state.microphone === 'muted';
// @ts-expect-error read, never written
client.state.volume = 1;

client.on('message', ({ message }) => {
  if (message.type === 'user_message') return message.interim;
  // @ts-expect-error sound never comes to the page
  return message.type === 'audio_output';
});
// @ts-expect-error no such event
client.on('mesage', () => undefined);
client.subscribe((events, state) => events.length > 0 && state.connection.status);
export const heard = (event: VoiceEventOf<'playback-ended'>): number => event.heard.duration;

client.sendToolResponse({ toolCallId: 'call', content: '{}' });
client.sendToolError({ toolCallId: 'call', error: 'no', content: undefined });
// @ts-expect-error an object, so that no two strings can be swapped
client.sendToolError('call', 'no');
// @ts-expect-error a role, no other word
client.readLevel('speaker');
client.readSpectrum('assistant', new Float32Array(24));

export const error = new VoiceError('usage', 'text');
export const reason: VoiceErrorReason = 'internal';
export const hint: VoiceErrorHint = error.hint;
// @ts-expect-error the set is closed
export const other: VoiceErrorReason = 'unknown';

// Sound is plain typed arrays in every compiler.
export const wav = readWav(new Uint8Array(44));
export const samples: Float32Array | null = typeof wav === 'string' ? null : wav.samples;
export const piece = new WavStream().read(new Uint8Array(44));
// @ts-expect-error a message says which it is
encodeMessage({ text: 'hello' });
export const judged = [decodeMessage, verifyWebhook];

export const name: EmotionName = expressionNames[0] ?? 'Joy';
// @ts-expect-error one of the 48
export const emotion: EmotionName = 'Joyful';

export const tone: Uint8Array = toneWav();
export const entries = [german, toUIMessages, voiceAdapter, listen, listenInPage, scriptedGemini, scriptedOpenAI];
export const stands = [fakeAudio({ sampleRate: 44_100 }), fakeMicrophone('denied'), scriptedEvi()];
// @ts-expect-error no such answer
fakeMicrophone('maybe');

export function Page() {
  const { status, startTalking, stopTalking } = useVoice();
  const { muted, toggleMuted, setMicrophone } = useMicrophone();
  // @ts-expect-error an old name
  useVoice().hold();
  const tool = { name: 'tool', handler: () => undefined, timeout: undefined };
  useTool({ ...tool, parameters: {} as StandardSchema<{ a: string }>, jsonSchema: { type: 'object' }, handler: ({ a }) => a });
  useTool({ ...tool, parameters: { type: 'object' }, jsonSchema: undefined });
  // @ts-expect-error it is one already
  useTool({ ...tool, parameters: { type: 'object' }, jsonSchema: { type: 'object' } });
  return (
    <button onPointerDown={startTalking} onPointerUp={stopTalking} onClick={toggleMuted}>
      {status} {String(muted)} {typeof setMicrophone}
    </button>
  );
}
export const pages = [
  <VoiceProvider configId={maybe} voiceId={maybe} session={{ system_prompt: maybe }}><ConnectButton className={maybe} /></VoiceProvider>,
  <VoiceProvider url={undefined} onConnect={() => undefined}><Page /><ConnectButton /></VoiceProvider>,
  <VoiceProvider client={client} onError={({ reason }) => void reason}><EmotionMeter role="user" names={['Joy']} /></VoiceProvider>,
  // @ts-expect-error a client has its options already
  <VoiceProvider client={client} url="ws://127.0.0.1" />,
  // @ts-expect-error one of the 48
  <EmotionMeter names={['Joyful']} />,
  <EmotionMeter top={3} names={undefined} participant="both" smoothing={0.5} />,
  // @ts-expect-error those named, or the strongest
  <EmotionMeter top={3} names={['Joy']} />,
  // @ts-expect-error an entry has its own scores
  <EmotionMeter entry={{} as TranscriptEntry} smoothing={0.5} />,
  <AudioVisualizer shape="bars" bands={5} />,
  // @ts-expect-error bars alone are counted
  <AudioVisualizer shape="orb" bands={5} />,
];
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom', 'dom.iterable'],
  jsx: 'react-jsx',
  types: [],
  noEmit: true,
};

beforeAll(() => {
  installPacked(app, ['evi', 'core', 'react', 'testing']);
  installFrom(app, 'packages/react', ['react', 'react-dom', '@types/react']);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['app.tsx'] }),
  );
  writeFileSync(join(app, 'app.tsx'), source);
}, 120_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

// The native compiler reads the same in a tenth of the time; all of them are what `npm run test:long` has time for.
const compilers =
  process.env['VIVAVOCE_LONG'] === undefined
    ? ['typescript-7']
    : ['typescript-5.4', 'typescript', 'typescript-7'];

test.each(compilers)('%s lets an app write what it may, and nothing else', async (typescript) => {
  const compiler = join(root, 'node_modules', typescript, 'bin/tsc');
  const said = await new Promise<string>((settle) => {
    execFile(process.execPath, [compiler, '-p', '.'], { cwd: app }, (_, out) => settle(out));
  });
  // Not what others' declarations lack.
  const ours = said
    .split('\n')
    .filter((line) => /^(app\.tsx|.*@vivavoce.*)\(.*error TS/.test(line));
  expect(ours).toEqual([]);
  if (said) expect(said).toMatch(/error TS/);
});
