/** Lets go of what was put there first, where there is more than `most`. */
export function forget(
  known: ReadonlyMap<string, unknown> & { delete(key: string): boolean },
  most = 64,
): void {
  for (const oldest of known.keys()) {
    if (known.size <= most) break;
    known.delete(oldest);
  }
}
