/**
 * The test projects of `vitest.workspace.ts` that each of the two commands runs. Those under `inSeries` play and hear sound, or
 * break lines, in real time: one test file after the other; compliance fills what they leave of the time. Those under `beside` run
 * meanwhile, two files at a time.
 */
export const runs = {
  /** `npm test`. */
  short: {
    inSeries: ['browser', 'system', 'hostile', 'compliance'],
    beside: ['unit', 'dom', 'dom-18', 'dom-compiled', 'built'],
  },
  /** `npm run test:long`: what repeats for certainty, and what needs more than a Chromium. */
  long: {
    inSeries: ['long'],
    beside: ['dom-18', 'dom-compiled', 'repeats'],
    /** Bear nothing beside them. */
    alone: ['engines'],
  },
};
