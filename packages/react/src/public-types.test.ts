import type { expressionNames } from '@vivavoce/evi';
import { expect, expectTypeOf, test } from 'vitest';
import type { ComponentProps } from 'react';
import type {
  AudioLevelOptions,
  ConnectButtonProps,
  DeviceSelectProps,
  EmotionMeterProps,
  EmotionName,
  EmotionScore,
  EmotionsOptions,
  PushToTalkOptions,
  SpectrumOptions,
  TranscriptOptions,
  TranscriptProps,
  Voice,
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

// What these hold is judged by tsc; the tests give it a place.
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

test('whatever may be left out may be undefined', () => {
  expectTypeOf<Emptied<VoiceClientOptions>>().toExtend<VoiceClientOptions>();
  expectTypeOf<Emptied<VoiceCallbacks>>().toExtend<VoiceCallbacks>();
  expectTypeOf<Emptied<VoiceProviderProps>>().toExtend<VoiceProviderProps>();
  expectTypeOf<Emptied<EmotionsOptions>>().toExtend<EmotionsOptions>();
  expectTypeOf<Emptied<EmotionMeterProps>>().toExtend<EmotionMeterProps>();
  expectTypeOf<Emptied<TranscriptOptions>>().toExtend<TranscriptOptions>();
  expectTypeOf<Emptied<TranscriptProps>>().toExtend<TranscriptProps>();
  expectTypeOf<Emptied<AudioLevelOptions>>().toExtend<AudioLevelOptions>();
  expectTypeOf<Emptied<SpectrumOptions>>().toExtend<SpectrumOptions>();
  expectTypeOf<Emptied<PushToTalkOptions>>().toExtend<PushToTalkOptions>();
  expectTypeOf<Emptied<VoiceMetricsOptions>>().toExtend<VoiceMetricsOptions>();
  expectTypeOf<Emptied<ConnectButtonProps>>().toExtend<ConnectButtonProps>();
  expectTypeOf<Emptied<VoiceWidgetProps>>().toExtend<VoiceWidgetProps>();
  // Its kind has no default.
  expectTypeOf<Emptied<DeviceSelectProps>>().toExtend<Omit<DeviceSelectProps, 'kind'>>();
});
