import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as theirs from '@humeai/voice-react';
import { expect, expectTypeOf, test } from 'vitest';
import type * as beta from 'voice-react-beta';
import * as ours from './index.ts';

// Judged by the declarations of @humeai/voice-react itself. tsc holds the types; what can be seen at run time is looked at as well.

type Enums =
  'AudioEncoding' | 'Channels' | 'LanguageModelOption' | 'TTSService' | 'VoiceReadyState';

/** Enumerations of two declarations are never the same type to TypeScript, and a class with private fields neither. */
type Reading<Context> = Omit<Context, 'readyState'>;

const require = createRequire(import.meta.url);

test.each(['@humeai/voice-react', 'voice-react-beta'])(
  'every name that %s exports is here',
  (name) => {
    const declarations = readFileSync(require.resolve(name).replace(/\.js$/, '.d.ts'), 'utf8');
    const exported = /export \{([^}]*)\};\s*$/.exec(declarations)?.[1]?.split(',') ?? [];
    const nameOf = (one: string): string =>
      one
        .replace(/^\s*type /, '')
        .replace(/^.* as /, '')
        .trim();
    const mine = readFileSync(new URL('index.ts', import.meta.url), 'utf8');
    expect(exported.length).toBeGreaterThan(40);
    for (const one of exported.map(nameOf))
      expect(mine, one).toMatch(new RegExp(`[{,\\s]${one}[,\\s]`));
    const values = exported.filter((one) => !/^\s*type /.test(one)).map(nameOf);
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(values));
  },
);

test('values are of the kind that an app expects', () => {
  expectTypeOf<Exclude<keyof typeof theirs, keyof typeof ours>>().toBeNever();
  expectTypeOf<Exclude<keyof typeof beta, keyof typeof ours>>().toBeNever();
  expectTypeOf<`${ours.VoiceReadyState}`>().toEqualTypeOf<`${theirs.VoiceReadyState}`>();
  expectTypeOf<`${ours.AudioEncoding}`>().toEqualTypeOf<`${theirs.AudioEncoding}`>();
  expectTypeOf<`${ours.Channels}`>().toEqualTypeOf<`${theirs.Channels}`>();
  expectTypeOf<`${ours.LanguageModelOption}`>().toEqualTypeOf<`${theirs.LanguageModelOption}`>();
  expectTypeOf<`${ours.TTSService}`>().toEqualTypeOf<`${theirs.TTSService}`>();
  const enums = [
    'AudioEncoding',
    'Channels',
    'LanguageModelOption',
    'TTSService',
    'VoiceReadyState',
  ];
  const { [enums[0] as Enums]: encoding } = ours;
  expect(encoding).toEqual({ LINEAR16: 'linear16', OPUS: 'opus' });
  expect(ours.TimeSliceSchema.parse({ begin: 1, end: 2, more: 3 })).toEqual({ begin: 1, end: 2 });
  expect(ours.TimeSliceSchema.safeParse({ begin: '1', end: 2 }).success).toBe(false);
  expect(new ours.SocketUnknownMessageError('x').message).toBe('Unknown message type. x');
  expect(ours.isSocketUnknownMessageError(new Error())).toBe(false);
  expect(ours.isSocketFailedToParseMessageError(new ours.SocketFailedToParseMessageError())).toBe(
    true,
  );
});

test('messages have every field of theirs', () => {
  expectTypeOf<ours.AssistantEndMessage>().toEqualTypeOf<theirs.AssistantEndMessage>();
  expectTypeOf<ours.AssistantProsodyMessage>().toExtend<theirs.AssistantProsodyMessage>();
  expectTypeOf<ours.AssistantTranscriptMessage>().toExtend<theirs.AssistantTranscriptMessage>();
  expectTypeOf<ours.AudioMessage>().toExtend<theirs.AudioMessage>();
  expectTypeOf<ours.AudioOutputMessage>().toExtend<theirs.AudioOutputMessage>();
  expectTypeOf<ours.ChatMetadataMessage>().toExtend<theirs.ChatMetadataMessage>();
  expectTypeOf<ours.JSONErrorMessage>().toExtend<theirs.JSONErrorMessage>();
  expectTypeOf<ours.JSONMessage>().toExtend<theirs.JSONMessage>();
  expectTypeOf<theirs.JSONMessage>().toExtend<ours.JSONMessage>();
  expectTypeOf<beta.JSONMessage>().toExtend<ours.JSONMessage>();
  expectTypeOf<ours.JSONMessage>().toExtend<beta.JSONMessage>();
  expectTypeOf<ours.ToolCall>().toExtend<theirs.ToolCall>();
  expectTypeOf<ours.ToolError>().toExtend<theirs.ToolError>();
  expectTypeOf<ours.ToolResponse>().toExtend<theirs.ToolResponse>();
  expectTypeOf<ours.UserInterruptionMessage>().toExtend<theirs.UserInterruptionMessage>();
  expectTypeOf<ours.UserTranscriptMessage>().toExtend<theirs.UserTranscriptMessage>();
  expectTypeOf<ours.ConnectionMessage>().toExtend<theirs.ConnectionMessage>();
  expectTypeOf<ours.CloseEvent>().toExtend<theirs.CloseEvent>();
  expectTypeOf<ours.TimeSlice>().toEqualTypeOf<theirs.TimeSlice>();
  expectTypeOf<ours.MicErrorReason>().toEqualTypeOf<theirs.MicErrorReason>();
  expectTypeOf<ours.SocketErrorReason>().toEqualTypeOf<theirs.SocketErrorReason>();
  expectTypeOf<ours.AudioPlayerErrorReason>().toEqualTypeOf<theirs.AudioPlayerErrorReason>();
  expect(ours).toBeDefined();
});

test('what an app gives to theirs it may give to ours', () => {
  expectTypeOf<theirs.ConnectOptions>().toExtend<ours.ConnectOptions>();
  expectTypeOf<beta.ConnectOptions>().toExtend<ours.ConnectOptions>();
  expectTypeOf<theirs.SocketConfig>().toExtend<ours.SocketConfig>();
  expectTypeOf<theirs.DeviceOptions>().toExtend<ours.DeviceOptions>();
  expectTypeOf<theirs.AudioConstraints>().toExtend<ours.AudioConstraints>();
  expectTypeOf<theirs.MicrophoneProps>().toExtend<ours.MicrophoneProps>();
  expectTypeOf<beta.VoiceProviderProps>().toExtend<ours.VoiceProviderProps>();
  // Of the interruption by a transcript see the README.
  type Props = Omit<theirs.VoiceProviderProps, 'onInterruption'>;
  expectTypeOf<Props>().toExtend<ours.VoiceProviderProps>();
  expectTypeOf<theirs.VoiceProviderProps['onInterruption']>().toExtend<
    ours.VoiceProviderProps['onInterruption']
  >();
  expectTypeOf<theirs.ToolCallHandler>().toExtend<ours.ToolCallHandler>();
  expectTypeOf<ours.ToolCallHandler>().toExtend<theirs.ToolCallHandler>();
  expect(ours.VoiceProvider).toBeTypeOf('function');
});

test('what an app reads of theirs it may read of ours', () => {
  expectTypeOf<Reading<ours.VoiceContextType>>().toExtend<Reading<theirs.VoiceContextType>>();
  expectTypeOf<Reading<ours.VoiceContextType>>().toExtend<Reading<beta.VoiceContextType>>();
  expectTypeOf<`${ours.VoiceContextType['readyState']}`>().toEqualTypeOf<`${theirs.VoiceContextType['readyState']}`>();
  type Client<Kit extends { useVoiceClient: (props: never) => unknown }> = Omit<
    ReturnType<Kit['useVoiceClient']>,
    'readyState' | 'connect'
  >;
  expectTypeOf<Client<typeof ours>>().toExtend<Client<typeof theirs>>();
  expectTypeOf<Parameters<typeof theirs.useVoiceClient>>().toExtend<
    Parameters<typeof ours.useVoiceClient>
  >();
  type Player = Omit<ReturnType<typeof ours.useSoundPlayer>, 'fftStore'>;
  expectTypeOf<Player>().toExtend<ReturnType<typeof theirs.useSoundPlayer>>();
  expectTypeOf<Player>().toExtend<Omit<ReturnType<typeof beta.useSoundPlayer>, 'fftStore'>>();
  type Microphone = Omit<ReturnType<typeof ours.useMicrophone>, 'fftStore'>;
  expectTypeOf<Microphone>().toExtend<ReturnType<typeof theirs.useMicrophone>>();
  expectTypeOf<Microphone>().toExtend<Omit<ReturnType<typeof beta.useMicrophone>, 'fftStore'>>();
  expectTypeOf<ReturnType<typeof ours.useMicrophoneStream>>().toEqualTypeOf<
    ReturnType<typeof theirs.useMicrophoneStream>
  >();
  type Store<Kit extends { FftStore: abstract new (...args: never) => unknown }> =
    keyof InstanceType<Kit['FftStore']>;
  expectTypeOf<Store<typeof ours>>().toEqualTypeOf<Store<typeof beta>>();
  expectTypeOf<keyof ours.CallDurationStore>().toEqualTypeOf<keyof beta.CallDurationStore>();
  expect(ours.useVoice).toBeTypeOf('function');
});
