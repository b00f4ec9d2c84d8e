import { useEffect, useState } from 'react';

/** How many blocks are filled at once: a task of some tens of ms on a slow machine. */
const atOnce = 3;

/** Which blocks of a list are filled. */
interface Filling {
  /** Number of the last block there was. */
  readonly last: number;
  /** Filled are all up to this one, … */
  readonly upTo: number;
  /** … and all from this one on. */
  readonly from: number;
}

/**
 * A long list that comes at once is filled from its end, a few blocks a task, so that the page answers meanwhile. One that
 * grows block by block is always full.
 *
 * @param last number of the last block, counted from the beginning of the conversation; -1 for none
 * @returns whether the block of that number is filled yet
 */
export function useFilling(first: number, last: number): (block: number) => boolean {
  const [known, setFilling] = useState<Filling>({ last: -1, upTo: -1, from: 0 });
  let filling = known;
  if (last !== known.last) {
    const before = last < known.last ? -1 : known.last;
    const many = last - Math.max(before, first) > atOnce;
    filling = many
      ? { last, upTo: known.from > known.upTo + 1 ? known.upTo : before, from: last - atOnce + 1 }
      : { ...known, last };
    setFilling(filling);
  }
  const { upTo, from } = filling;
  const done = from <= Math.max(first, upTo + 1);
  useEffect(() => {
    if (done) return undefined;
    const timer = setTimeout(() =>
      setFilling((now) => (now.from === from ? { ...now, from: from - atOnce } : now)),
    );
    return () => clearTimeout(timer);
  }, [done, from]);
  return (block) => block <= upTo || block >= from;
}
