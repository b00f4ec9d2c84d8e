import { ServerError } from '../server-error.ts';
import { chooseRecogniser, recogniserNames } from './choose-recogniser.ts';
import type { RecogniserName } from './choose-recogniser.ts';
import type { Engines } from './engines.ts';
import { createFliteSynthesiser } from './flite.ts';
import { createFvadVoiceActivity } from './fvad.ts';
import { createPartner } from './partner.ts';
import { createPitchProsody } from './pitch-prosody.ts';
import type { Prosody } from './prosody.ts';
import type { Recogniser } from './recogniser.ts';
import type { Responder } from './responder.ts';
import type { Synthesiser } from './synthesiser.ts';
import type { VoiceActivity } from './voice-activity.ts';

/** Which engines a server takes: by name, or one of your own, which is yours to close. Default `auto` for each. */
export interface EngineOptions {
  /** `auto`: pocketsphinx where it is installed, else soundswallower, else none. */
  recogniser?: RecogniserName | Recogniser | undefined;
  /** `auto`: Flite. */
  synthesiser?: 'auto' | 'flite' | Synthesiser | undefined;
  /** `auto`: fvad. */
  voiceActivity?: 'auto' | 'fvad' | VoiceActivity | undefined;
  /** `auto`: the heuristic from pitch, loudness and rate. */
  prosody?: 'auto' | 'heuristic' | Prosody | undefined;
  /** `auto`: the rule-based partner. */
  responder?: 'auto' | 'partner' | Responder | undefined;
}

const names: Readonly<Record<keyof EngineOptions, readonly string[]>> = {
  recogniser: recogniserNames,
  synthesiser: ['auto', 'flite'],
  voiceActivity: ['auto', 'fvad'],
  prosody: ['auto', 'heuristic'],
  responder: ['auto', 'partner'],
};

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
 * Starts the engines.
 *
 * @param undo - gets what ends each engine that was started here.
 * @throws ServerError `engine-unavailable` or `engine-failed`.
 */
export async function startEngines(
  options: EngineOptions,
  undo: (() => Promise<void>)[],
): Promise<Engines> {
  const { synthesiser: voice, voiceActivity, prosody, responder } = options;
  const synthesiser = given(voice) ?? createFliteSynthesiser();
  if (given(voice) === undefined) undo.push(() => synthesiser.close());
  const { recogniser: ears = 'auto' } = options;
  const recogniser = typeof ears === 'string' ? await chooseRecogniser(ears) : ears;
  if (typeof ears === 'string') undo.push(() => recogniser.close());
  // The first sentence anybody hears should not wait for the engine to load.
  if (given(voice) === undefined) await synthesiser.speak('Hello.', '');
  return {
    recogniser,
    synthesiser,
    voiceActivity: given(voiceActivity) ?? (await createFvadVoiceActivity()),
    prosody: given(prosody) ?? createPitchProsody(),
    responder: given(responder) ?? createPartner(),
  };
}

/** An engine that was brought along; undefined for a name, which has one meaning here. */
function given<Engine extends object>(chosen: string | Engine | undefined): Engine | undefined {
  return typeof chosen === 'object' ? chosen : undefined;
}
