import type { denoise, denoiseFrom } from '@vivavoce/core/denoise';
import type { expressionNames } from '@vivavoce/evi';
import { expect, expectTypeOf, test as run } from 'vitest';
import type { ComponentProps, ForwardRefExoticComponent } from 'react';
import type * as kit from './index.ts';
import type {
  AudioLevelOptions,
  AudioVisualizerProps,
  Connection,
  DeviceSelectProps,
  DevicesView,
  EmotionMeterProps,
  EmotionName,
  EmotionScore,
  EmotionsOptions,
  JsonSchema,
  MicrophoneState,
  MicrophoneView,
  PushToTalkOptions,
  SelectedDevices,
  SessionOptions,
  SpectrumOptions,
  StandardSchema,
  ToolOptions,
  TranscriptEntry,
  TranscriptFormatOptions,
  TranscriptOptions,
  useVoiceEvent,
  Voice,
  VoiceActivity,
  VoiceCallbacks,
  VoiceClient,
  VoiceClientOptions,
  VoiceLabels,
  VoiceMetricsOptions,
  VoiceProvider,
  VoiceProviderProps,
  VoiceWidgetProps,
} from './index.ts';

/** The same with undefined for whatever may be left out. */
type Emptied<T> = { [Key in keyof T as undefined extends T[Key] ? Key : never]: undefined };

/** The names of those that refuse undefined for what may be left out. */
type Refusing<Types> = {
  [Name in keyof Types]: Emptied<Types[Name]> extends Types[Name] ? never : Name;
}[keyof Types];

/** The props of each component that the package exports. */
type ComponentsProps = {
  [
    Name in keyof typeof kit as (typeof kit)[Name] extends ForwardRefExoticComponent<never>
      ? Name
      : never
  ]: (typeof kit)[Name] extends ForwardRefExoticComponent<infer Props>
    ? Omit<Props, 'ref' | 'key'>
    : never;
};

// What these hold is judged by tsc; the tests give it a place, and what they do besides must not fail.
const test = (name: string, holds: () => void): void => {
  run(name, () => {
    expect(holds).not.toThrow();
  });
};

test('the names of emotions are the 48, everywhere', () => {
  expectTypeOf<EmotionName>().toEqualTypeOf<(typeof expressionNames)[number]>();
  expectTypeOf<EmotionScore['name']>().toEqualTypeOf<EmotionName>();
  expectTypeOf<{ names: ['Joyful'] }>().not.toExtend<EmotionsOptions>();
  expectTypeOf<{ names: ['Joyful'] }>().not.toExtend<EmotionMeterProps>();
  expectTypeOf<{ names: ['Joy', 'Empathic Pain'] }>().toExtend<EmotionMeterProps>();
  // @ts-expect-error no such expression
  const emotions: VoiceLabels['emotions'] = { Joyful: 'fröhlich' };
  expect(emotions).toBeDefined();
});

test('a combination without a meaning does not compile', () => {
  type Choice = EmotionsOptions | EmotionMeterProps;
  expectTypeOf<{ top: number } | { names: EmotionName[] }>().toExtend<Choice>();
  expectTypeOf<{ top: undefined; names: EmotionName[] | undefined }>().toExtend<Choice>();
  expectTypeOf<{ top: number; names: EmotionName[] }>().not.toExtend<Choice>();
  expectTypeOf<{ entry: TranscriptEntry; top: number }>().toExtend<Choice>();
  expectTypeOf<{ entry: TranscriptEntry | undefined }>().toExtend<Choice>();
  expectTypeOf<{ entry: TranscriptEntry; smoothing: number }>().not.toExtend<Choice>();
  expectTypeOf<{ entry: TranscriptEntry; participant: 'user' }>().not.toExtend<Choice>();
  expectTypeOf<{ smoothing: number; participant: 'user' }>().toExtend<Choice>();
  expectTypeOf<{ shape: 'bars' | 'wave' | 'orb' }>().toExtend<AudioVisualizerProps>();
  expectTypeOf<{ bands: number; shape?: 'bars' }>().toExtend<AudioVisualizerProps>();
  expectTypeOf<{ bands: number; shape: 'orb' }>().not.toExtend<AudioVisualizerProps>();
  type Written<Schema extends StandardSchema | JsonSchema> = ToolOptions<Schema>['jsonSchema'];
  expectTypeOf<Written<StandardSchema>>().toEqualTypeOf<JsonSchema | undefined>();
  expectTypeOf<Written<JsonSchema>>().toEqualTypeOf<undefined>();
});

test('a provider takes options or a client, never both', () => {
  type Props = ComponentProps<typeof VoiceProvider>;
  expectTypeOf<object>().toExtend<Props>();
  expectTypeOf<{ url: string; muted: undefined }>().toExtend<Props>();
  expectTypeOf<{ client: VoiceClient; onError: () => void }>().toExtend<Props>();
  expectTypeOf<{ client: VoiceClient; url: string }>().not.toExtend<Props>();
  expectTypeOf<{ client: VoiceClient; url: string }>().not.toExtend<VoiceWidgetProps['voice']>();
  const later = (client: VoiceClient | undefined): Props => ({ client });
  expect(later(undefined)).toEqual({ client: undefined });
});

test('tools are answered with an object', () => {
  type Answer = Parameters<Voice['sendToolResponse']>;
  expectTypeOf<[{ toolCallId: string; content: string }]>().toExtend<Answer>();
  expectTypeOf<[string, string]>().not.toExtend<Answer>();
  type Failure = Parameters<Voice['sendToolError']>;
  expectTypeOf<[{ toolCallId: string; error: string; content: undefined }]>().toExtend<Failure>();
  expectTypeOf<[string, string]>().not.toExtend<Failure>();
});

test('callbacks are given the connection as it stands in the state', () => {
  type First<Name extends keyof VoiceCallbacks> = Parameters<NonNullable<VoiceCallbacks[Name]>>[0];
  type Status = First<'onDisconnect'>['status'];
  expectTypeOf<First<'onConnect'>>().toEqualTypeOf<Extract<Connection, { status: 'connected' }>>();
  expectTypeOf<Status>().toEqualTypeOf<'closed' | 'failed'>();
  expectTypeOf<First<'onToolCall'>['tool_call_id']>().toEqualTypeOf<string>();
  // @ts-expect-error an end that failed has no reason of its own
  const reason = (end: First<'onDisconnect'>): unknown => end.reason;
  expect(reason).toBeDefined();
});

test('what can be set can be read', () => {
  expectTypeOf<Voice['muted']>().toEqualTypeOf<boolean>();
  expectTypeOf<Voice['speakerMuted']>().toEqualTypeOf<boolean>();
  expectTypeOf<Voice['volume']>().toEqualTypeOf<number>();
  expectTypeOf<Voice['devices']>().toEqualTypeOf<SelectedDevices>();
  expectTypeOf<MicrophoneView['muted']>().toEqualTypeOf<boolean>();
  expectTypeOf<'muted'>().not.toExtend<MicrophoneState>();
  expectTypeOf<DevicesView>().toExtend<SelectedDevices>();
});

test('names of the kit’s own compile, and no others', () => {
  type Event = Parameters<typeof useVoiceEvent>[0];
  expectTypeOf<'interrupted'>().toExtend<Event>();
  expectTypeOf<'uplink'>().not.toExtend<Event>();
  expectTypeOf<'deaf'>().not.toExtend<VoiceActivity>();
  expectTypeOf<{ participant: 'both' }>().not.toExtend<EmotionsOptions>();
  expectTypeOf<{ participant: 'both' }>().toExtend<EmotionMeterProps>();
  expectTypeOf<{ speaker: 'user' }>().not.toExtend<AudioLevelOptions>();
  expectTypeOf<{ kind: 'camera' }>().not.toExtend<DeviceSelectProps>();
});

test('whatever may be left out may be undefined', () => {
  type Options = {
    AudioLevel: AudioLevelOptions;
    Emotions: EmotionsOptions;
    PushToTalk: PushToTalkOptions;
    Session: SessionOptions;
    Spectrum: SpectrumOptions;
    Transcript: TranscriptOptions;
    TranscriptFormat: TranscriptFormatOptions;
    VoiceCallbacks: VoiceCallbacks;
    VoiceClient: VoiceClientOptions;
    VoiceMetrics: VoiceMetricsOptions;
    VoiceProvider: VoiceProviderProps;
  };
  expectTypeOf<Refusing<Options>>().toBeNever();
  expectTypeOf<Refusing<ComponentsProps>>().toBeNever();
  expectTypeOf<Refusing<{ Strict: { readonly limit?: number } }>>().toEqualTypeOf<'Strict'>();
  type Tool = ToolOptions<JsonSchema>;
  expectTypeOf<Emptied<Tool>>().toExtend<Omit<Tool, 'name' | 'parameters' | 'handler'>>();
});

test('the provider takes what removes noise, and nothing else in its place', () => {
  expectTypeOf<{ denoise: typeof denoise }>().toExtend<VoiceProviderProps>();
  expectTypeOf<{ denoise: ReturnType<typeof denoiseFrom> }>().toExtend<VoiceProviderProps>();
  expectTypeOf<{ denoise: boolean }>().not.toExtend<VoiceProviderProps>();
});

test('every component of the package is among those', () => {
  expectTypeOf<keyof ComponentsProps>().toEqualTypeOf<
    | 'AudioVisualizer'
    | 'CallTimer'
    | 'Captions'
    | 'ConnectButton'
    | 'ConnectionStatus'
    | 'ControlBar'
    | 'DeviceMenu'
    | 'DeviceSelect'
    | 'EmotionMeter'
    | 'EmotionTimeline'
    | 'InterruptButton'
    | 'LiveCaption'
    | 'MicrophoneButton'
    | 'MuteButton'
    | 'PushToTalkButton'
    | 'SuggestionChips'
    | 'TextInput'
    | 'Transcript'
    | 'VoicePanel'
    | 'VoiceWidget'
    | 'VolumeSlider'
  >();
});
