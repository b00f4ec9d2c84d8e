/** Adds to what is known; of more than `most` the oldest is forgotten. */
export function remember<T>(known: Set<T>, one: T, most: number): void {
  known.add(one);
  for (const oldest of known) {
    if (known.size <= most) return;
    known.delete(oldest);
  }
}
