/** Sounds that are easily taken for one another. */
const alike = [
  'AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW',
  'B D G P T K',
  'CH JH S SH Z ZH F V TH DH HH',
  'M N NG',
  'L R W Y',
].map((sounds) => new Set(sounds.split(' ')));

/** What it costs to take one sound for one that is like it, to hear one that is not there, and to miss one. */
const costs = { alike: 0.5, extra: 0.7, missing: 1 };

/**
 * How far what was heard is from how it is pronounced: 0 when all sounds are the same, about 1 when they have nothing in common, more when
 * far more was heard.
 */
export function soundDistance(pronounced: readonly string[], heard: readonly string[]): number {
  let row = [0, ...heard.map((_, i) => (i + 1) * costs.extra)];
  for (const sound of pronounced) {
    const next = [(row[0] ?? 0) + costs.missing];
    for (const [i, other] of heard.entries()) {
      next.push(
        Math.min(
          (row[i] ?? 0) + substitution(sound, other),
          (row[i + 1] ?? 0) + costs.missing,
          (next[i] ?? 0) + costs.extra,
        ),
      );
    }
    row = next;
  }
  return (row.at(-1) ?? 0) / Math.max(1, pronounced.length);
}

function substitution(a: string, b: string): number {
  if (a === b) return 0;
  return alike.some((sounds) => sounds.has(a) && sounds.has(b)) ? costs.alike : 1;
}
