import type { Recogniser } from './recogniser.ts';

/** The honest way without a recogniser: speech is noticed with its times, and no words are invented for it. */
export function createSilentRecogniser(): Recogniser {
  return {
    name: 'none',
    vocabulary: 'none',
    open: () => ({
      push() {},
      finish: () => Promise.resolve({ kind: 'unclear' }),
      cancel() {},
    }),
    close: () => Promise.resolve(),
  };
}
