import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { ScriptedOpenAI, ScriptedOpenAIOptions } from '@vivavoce/testing/openai-realtime';
import { createOpenAI } from '@ai-sdk/openai';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import { openaiModel, openaiTraits } from '../../src/openai/openai-model.ts';
import type { OpenAISettings } from '../../src/openai/openai-model.ts';
import type { RealtimeSetup, ServiceModel, Traits } from '../../src/translator/contract.ts';
import { fromModel } from '../../src/model/from-model.ts';
import { realtimeProtocol } from '../../src/translator/translator.ts';
import { RealtimeStage } from './realtime-stage.ts';
import type { StageOptions } from './realtime-stage.ts';
import { StageClock } from './stage-clock.ts';

export interface OpenAIStageOptions extends Omit<RealtimeSetup, 'model' | 'traits'> {
  readonly script?: ScriptedOpenAIOptions;
  readonly service?: OpenAISettings;
  readonly settings?: StageOptions['settings'];
  readonly pushToTalk?: boolean;
  /** Another in place of ours. */
  readonly model?: ServiceModel;
  readonly protocol?: VoiceProtocol;
  /** The AI SDK's own model in place of ours. */
  readonly theirs?: boolean;
  readonly traits?: Partial<Traits>;
}

/** A conversation with the scripted OpenAI Realtime, which has begun. */
export async function openaiStage({
  script,
  service,
  settings = {},
  pushToTalk,
  model = openaiModel('gpt-realtime', service),
  traits,
  protocol,
  theirs = false,
  ...options
}: OpenAIStageOptions = {}): Promise<{
  stage: RealtimeStage;
  openai: ScriptedOpenAI;
  clock: StageClock;
}> {
  const clock = new StageClock();
  const openai = scriptedOpenAI({ clock, pace: 20, transcriptDelay: 300, ...script });
  const stage = new RealtimeStage({
    clock,
    service: openai,
    protocol:
      protocol ??
      (theirs
        ? fromModel(
            createOpenAI({ apiKey: 'unused' }).experimental_realtime('gpt-realtime'),
            undefined,
            { ...options, config: { inputAudioTranscription: {}, ...options.config } },
          )
        : undefined) ??
      realtimeProtocol(() => ({ ...options, model, traits: { ...openaiTraits, ...traits } })),
    rate: 24_000,
    settings,
    pushToTalk,
    address: (attempt) => ({
      url: `${openai.url}/v1/realtime?model=gpt-realtime`,
      protocols: ['realtime', `openai-insecure-api-key.ek_${attempt}`],
    }),
  });
  await stage.pass(100);
  return { stage, openai, clock };
}
