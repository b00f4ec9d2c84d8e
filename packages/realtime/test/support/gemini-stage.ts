import type { VoiceProtocol } from '@vivavoce/core/worker';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import type { ScriptedGemini, ScriptedGeminiOptions } from '@vivavoce/testing/gemini-live';
import { geminiModel, geminiTraits } from '../../src/gemini/gemini-model.ts';
import type { GeminiSettings } from '../../src/gemini/gemini-model.ts';
import { realtimeProtocol } from '../../src/translator/translator.ts';
import { RealtimeStage } from './realtime-stage.ts';
import type { StageOptions } from './realtime-stage.ts';
import { StageClock } from './stage-clock.ts';

export interface GeminiStageOptions {
  readonly script?: ScriptedGeminiOptions;
  readonly service?: GeminiSettings;
  readonly settings?: StageOptions['settings'];
  readonly pushToTalk?: boolean;
  /** Another in place of ours. */
  readonly protocol?: VoiceProtocol;
}

/** A conversation with the scripted Gemini Live, which has begun. */
export async function geminiStage({
  script,
  service,
  settings = {},
  pushToTalk,
  protocol = realtimeProtocol(() => ({
    model: geminiModel('gemini-live-2.5-flash', service),
    traits: geminiTraits,
  })),
}: GeminiStageOptions = {}): Promise<{
  stage: RealtimeStage;
  gemini: ScriptedGemini;
  clock: StageClock;
}> {
  const clock = new StageClock();
  const gemini = scriptedGemini({ clock, pace: 20, playback: true, ...script });
  const stage = new RealtimeStage({
    clock,
    service: gemini,
    protocol,
    rate: 16_000,
    settings,
    pushToTalk,
    address: (attempt) => ({
      url: `${gemini.url}/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained?access_token=t${attempt}`,
    }),
  });
  await stage.pass(100);
  return { stage, gemini, clock };
}
