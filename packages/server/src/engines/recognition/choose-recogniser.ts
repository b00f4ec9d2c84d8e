import { ServerError } from '../../base/server-error.ts';
import { partnerPhrases } from './phrases.ts';
import { createPocketsphinxRecogniser } from './pocketsphinx.ts';
import type { Recogniser } from './recogniser.ts';
import { createSilentRecogniser } from './silent-recogniser.ts';
import { createSoundswallowerRecogniser } from './soundswallower.ts';

/** The recognisers that can be asked for by name. `auto`: pocketsphinx where it is installed, else soundswallower. */
export const recogniserNames = ['auto', 'pocketsphinx', 'soundswallower', 'none'] as const;

/** The name of a recogniser. */
export type RecogniserName = (typeof recogniserNames)[number];

/**
 * Makes the recogniser that was asked for.
 *
 * @throws ServerError `engine-unavailable` when it was asked for by name and is not installed.
 */
export async function chooseRecogniser(name: RecogniserName): Promise<Recogniser> {
  switch (name) {
    case 'none':
      return createSilentRecogniser();
    case 'soundswallower':
      return createSoundswallowerRecogniser(partnerPhrases);
    case 'pocketsphinx': {
      const installed = await createPocketsphinxRecogniser();
      if (installed) return installed;
      throw ServerError.engineUnavailable(
        'pocketsphinx',
        'the program or its English model is not installed (Debian: pocketsphinx and pocketsphinx-en-us)',
      );
    }
    case 'auto':
      return (await createPocketsphinxRecogniser()) ?? (await soundswallowerOrSilence());
  }
}

async function soundswallowerOrSilence(): Promise<Recogniser> {
  try {
    return await createSoundswallowerRecogniser(partnerPhrases);
  } catch {
    // Typed turns and the times of speech go on working; GET /health says that no recogniser is in use.
    return createSilentRecogniser();
  }
}
