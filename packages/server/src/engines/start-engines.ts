import type { Log } from '../base/log.ts';
import { ServerError } from '../base/server-error.ts';
import { createBackChannels } from './recognition/back-channels.ts';
import type { BackChannels } from './recognition/back-channels.ts';
import { chooseRecogniser, recogniserNames } from './recognition/choose-recogniser.ts';
import type { RecogniserName } from './recognition/choose-recogniser.ts';
import type { Engines } from './engines.ts';
import { createFliteSynthesiser } from './synthesis/flite.ts';
import { learnToEndChildren } from '../base/processes/child-limits.ts';
import { createFvadVoiceActivity } from './voice-activity/fvad.ts';
import { createPartner } from '../replies/partner/partner.ts';
import { createPitchProsody } from './expressions/pitch-prosody.ts';
import type { Prosody } from './expressions/prosody.ts';
import type { Recogniser } from './recognition/recogniser.ts';
import type { Responder } from '../replies/responder.ts';
import { createSileroVoiceActivity } from './voice-activity/silero.ts';
import type { Synthesiser } from './synthesis/synthesiser.ts';
import type { VoiceActivity } from './voice-activity/voice-activity.ts';

/** Which engines a server takes: by name, or one of your own, which is yours to close. Default `auto` for each. */
export interface EngineOptions {
  /** `auto`: pocketsphinx where it is installed, else soundswallower, else none. */
  recogniser?: RecogniserName | Recogniser | undefined;
  /** `auto`: Flite. */
  synthesiser?: 'auto' | 'flite' | Synthesiser | undefined;
  /** `auto`: Silero's network, which tells voices from noises; fvad, which does not, where that can't be loaded. */
  voiceActivity?: 'auto' | 'silero' | 'fvad' | VoiceActivity | undefined;
  /**
   * Tells "mhm" and "yeah", which leave the assistant speaking, from words that interrupt it. `auto`: two short lists of English
   * words. `off`: any word interrupts.
   */
  backChannels?: 'auto' | 'off' | BackChannels | undefined;
  /** `auto`: the heuristic from pitch, loudness and rate. */
  prosody?: 'auto' | 'heuristic' | Prosody | undefined;
  /** `auto`: the rule-based partner. */
  responder?: 'auto' | 'partner' | Responder | undefined;
}

const names: Readonly<Record<keyof EngineOptions, readonly string[]>> = {
  recogniser: recogniserNames,
  synthesiser: ['auto', 'flite'],
  voiceActivity: ['auto', 'silero', 'fvad'],
  backChannels: ['auto', 'off'],
  prosody: ['auto', 'heuristic'],
  responder: ['auto', 'partner'],
};

/** What is started where nothing is said of it: where it is used, and where it is not. */
const used = { recogniser: 'auto', backChannels: 'auto', voiceActivity: 'auto' } as const;
const idle = { recogniser: 'none', backChannels: 'off', voiceActivity: 'fvad' } as const;

/** Whether every engine that is chosen by name exists. @throws ServerError `invalid-option`. */
export function checkEngines(options: EngineOptions): void {
  for (const [option, known] of Object.entries(names)) {
    const chosen = options[option as keyof EngineOptions];
    if (typeof chosen === 'string' && !known.includes(chosen)) {
      throw ServerError.invalidOption(option, `it must be one of ${known.join(', ')}`);
    }
  }
}

/**
 * Starts the engines. Beside a realtime model, which hears and speaks by itself, those alone that were asked for by name, and Flite when
 * somebody wants to hear it.
 *
 * @param undo - gets what ends each engine that was started here.
 * @throws ServerError `engine-unavailable` or `engine-failed`.
 */
export async function startEngines(
  options: EngineOptions & { realtime?: object | undefined },
  log: Log,
  undo: (() => Promise<void>)[],
): Promise<Engines> {
  await learnToEndChildren();
  const { synthesiser: voice, prosody, responder, realtime } = options;
  const auto = realtime ? idle : used;
  const synthesiser = given(voice) ?? createFliteSynthesiser();
  if (given(voice) === undefined) undo.push(() => synthesiser.close());
  const recogniser = await startRecogniser(options.recogniser ?? auto.recogniser, undo);
  // The first sentence anybody hears should not wait for the engine to load.
  if (given(voice) === undefined && !realtime) await synthesiser.speak('Hello.', '');
  const backChannels = startBackChannels(options.backChannels ?? auto.backChannels, undo);
  return {
    recogniser,
    synthesiser,
    voiceActivity: await startVoiceActivity(options.voiceActivity ?? auto.voiceActivity, log, undo),
    ...(backChannels && { backChannels }),
    prosody: given(prosody) ?? createPitchProsody(),
    responder: given(responder) ?? createPartner(),
  };
}

async function startRecogniser(
  chosen: RecogniserName | Recogniser,
  undo: (() => Promise<void>)[],
): Promise<Recogniser> {
  if (typeof chosen !== 'string') return chosen;
  const recogniser = await chooseRecogniser(chosen);
  undo.push(() => recogniser.close());
  return recogniser;
}

async function startVoiceActivity(
  chosen: 'auto' | 'silero' | 'fvad' | VoiceActivity,
  log: Log,
  undo: (() => Promise<void>)[],
): Promise<VoiceActivity> {
  if (typeof chosen !== 'string') return chosen;
  if (chosen === 'fvad') return createFvadVoiceActivity();
  const silero = await createSileroVoiceActivity(log);
  undo.push(() => silero.close());
  return silero;
}

function startBackChannels(
  chosen: 'auto' | 'off' | BackChannels,
  undo: (() => Promise<void>)[],
): BackChannels | undefined {
  if (chosen === 'off') return undefined;
  if (typeof chosen !== 'string') return chosen;
  const backChannels = createBackChannels();
  undo.push(() => backChannels.close());
  return backChannels;
}

/** An engine that was brought along; undefined for a name, which has one meaning here. */
function given<Engine extends object>(chosen: string | Engine | undefined): Engine | undefined {
  return typeof chosen === 'object' ? chosen : undefined;
}
