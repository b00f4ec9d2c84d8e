/**
 * What the server was at one moment, after a collection of garbage.
 * @typedef {{ heap: number, rss: number, resources: Record<string, number>, files: number }} Sample
 *   heap: bytes of JavaScript and of buffers; rss: bytes of the process; resources: what keeps Node alive, by kind;
 *   files: open file descriptors, or -1 where the system does not tell
 */

/** What heaps at rest may have grown by, however many Chats there were: a table that doubled once more. */
const slack = 64 * 1024;
/** What may be held of a Chat that is over, in bytes: nothing, but for such tables when there were thousands. */
const perChat = 128;

/**
 * Whether nothing is held of Chats that are over.
 * @param {import('./weigh.mjs').Weights} before the server at rest, once it was warm
 * @param {import('./weigh.mjs').Weights} after at rest again
 * @param {number} chats that began and ended in between
 * @returns {{ flat: boolean, grown: number, most: string[] }} grown: by how many bytes; most: what has grown most, in words
 */
export function judgeHeap(before, after, chats) {
  const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])].map((kind) => {
    const count = (after[kind]?.count ?? 0) - (before[kind]?.count ?? 0);
    const bytes = (after[kind]?.bytes ?? 0) - (before[kind]?.bytes ?? 0);
    return { kind, count, bytes };
  });
  const grown = changes.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = changes
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map(({ kind, count, bytes }) => `${kind} (${count} more, ${bytes} bytes)`);
  return { flat: chats > 0 && grown <= slack + perChat * chats, grown, most };
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
