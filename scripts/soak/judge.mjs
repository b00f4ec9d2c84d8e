/**
 * What the server was at one moment, after a collection of garbage.
 * @typedef {{ heap: number, rss: number, resources: Record<string, number>, files: number }} Sample
 *   heap: bytes of JavaScript and of buffers; rss: bytes of the process; resources: what keeps Node alive, by kind;
 *   files: open file descriptors, or -1 where the system does not tell
 */

/** What a heap may grow by without being called a leak: noise of caches and of Chats that are open at the moment. */
const slack = 4 * 1024 * 1024;

/**
 * Whether memory stayed flat under a steady load: the last third against the second. The first is for warming up.
 * @param {readonly Sample[]} samples
 * @returns {{ flat: boolean, before: number, after: number }} the medians, in bytes
 */
export function judgeMemory(samples) {
  const third = Math.floor(samples.length / 3);
  const before = median(samples.slice(third, 2 * third).map(({ heap }) => heap));
  const after = median(samples.slice(2 * third).map(({ heap }) => heap));
  return { flat: after <= before * 1.1 + slack, before, after };
}

/**
 * What is open at the end and was not at the start.
 * @param {Sample} start
 * @param {Sample} end
 * @returns {string[]}
 */
export function leaked(start, end) {
  const more = Object.entries(end.resources)
    .map(([kind, count]) => ({ kind, extra: count - (start.resources[kind] ?? 0) }))
    .filter(({ extra }) => extra > 0)
    .map(({ kind, extra }) => `${extra} ${kind}`);
  const files = end.files - start.files;
  return files > 0 ? [...more, `${files} files`] : more;
}

/** @param {number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
