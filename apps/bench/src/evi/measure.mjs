// How long a piece of work takes. Rounds of the contestants alternate, so that a busy machine slows them all alike.

const rounds = 15;
const roundMs = 60;

/**
 * Times each contestant and gives the median microseconds of one call.
 *
 * @param {Record<string, () => unknown>} contestants
 * @returns {Record<string, number>}
 */
export function measure(contestants) {
  const names = Object.keys(contestants);
  const calls = Object.fromEntries(
    names.map((name) => [name, callsIn(roundMs, contestants[name])]),
  );
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times[name].push(timeOf(contestants[name], calls[name]));
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

// Warms the work up on the way.
function callsIn(ms, work) {
  const until = performance.now() + ms * 3;
  let calls = 0;
  while (performance.now() < until) {
    keep(work());
    calls++;
  }
  return Math.max(1, Math.round(calls / 3));
}

function timeOf(work, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) keep(work());
  return ((performance.now() - start) * 1000) / calls;
}

// What is made must be used, or the engine may leave the work out.
let kept;
function keep(value) {
  kept = value;
  return kept;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
