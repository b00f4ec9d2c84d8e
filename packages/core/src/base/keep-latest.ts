/** Keeps the latest of what is known: of more than `most` the oldest is forgotten. */
export function keepLatest<T>(known: Set<T> | Map<T, unknown>, most: number): void {
  for (const oldest of known.keys()) {
    if (known.size <= most) return;
    known.delete(oldest);
  }
}
