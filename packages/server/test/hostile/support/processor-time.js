// What processor time threads had, and how long they waited for it. Plain JavaScript: a thread of its own loads it as it is.
import { readFileSync, readdirSync } from 'node:fs';

/**
 * How long a thread has run, and how long it was ready to and was not let. In ms. Linux tells; elsewhere 0.
 * @param {number | string} which the first thread of a process, or another: `1/task/2`, `thread-self`
 */
export function ranAndStarvedMs(which) {
  try {
    const told = readFileSync(`/proc/${which}/schedstat`, 'utf8').split(' ');
    return { ran: Number(told[0]) / 1e6, starved: Number(told[1]) / 1e6 };
  } catch {
    return { ran: 0, starved: 0 };
  }
}

/**
 * From now on: how long a process's first thread has run, and how long it, and whoever asks, was ready to and was not let.
 * @param {number} pid
 * @param {boolean} others - other threads have a part in the answer: what counts is whichever of them was let least.
 */
export function meter(pid, others) {
  const [first, own] = [ranAndStarvedMs(pid), ranAndStarvedMs('thread-self')];
  const besides = others ? starvedBesides(pid) : new Map();
  const read = () => {
    const [server, peer] = [ranAndStarvedMs(pid), ranAndStarvedMs('thread-self')];
    const longer = [...(others ? starvedBesides(pid) : [])].map(
      ([thread, ms]) => ms - (besides.get(thread) ?? 0),
    );
    const alone = server.starved + peer.starved - first.starved - own.starved;
    return { ran: server.ran - first.ran, starved: alone + Math.max(0, ...longer) };
  };
  return { others, read };
}

/**
 * How long each other thread of a process was not let, in ms.
 * @param {number} pid
 * @returns {Map<string, number>}
 */
function starvedBesides(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== String(pid));
    return new Map(threads.map((t) => [t, ranAndStarvedMs(`${pid}/task/${t}`).starved]));
  } catch {
    return new Map();
  }
}
