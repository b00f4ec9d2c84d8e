/**
 * The test projects of `vitest.workspace.ts` that each command runs. Those under `inSeries` play and hear sound, or
 * break lines, in real time: one test file after the other; compliance fills what they leave of the time. Those under `beside` run
 * meanwhile, two files at a time, and leave the processors to sound that must not wait. Those under `alone` measure how long others wait, or what the machine itself is quick enough for:
 * nothing runs beside them.
 */
export const runs = {
  /** `npm test`. */
  short: {
    inSeries: ['browser', 'system', 'compliance'],
    beside: ['unit', 'dom', 'dom-18', 'dom-compiled', 'built'],
    alone: ['hostile'],
  },
  /** `npm run test:long`: what repeats for certainty, and what needs more than a Chromium. */
  long: {
    inSeries: ['long'],
    beside: ['dom-18', 'dom-compiled', 'repeats'],
    alone: ['engines'],
  },
  /** `npm run test:engines`: what `npm run test:long` has of the engines, by itself. */
  engines: { alone: ['engines'] },
  /** `npm run test:setups`: needs npm's registry, and some eight minutes. */
  setups: { alone: ['setups'] },
};
