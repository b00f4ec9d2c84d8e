/**
 * Does something to rows, some at a time: between two steps the database is there for others.
 *
 * @param size - of a step, in rows.
 * @param step - does it to that many more at most.
 */
export async function inSteps(
  size: number,
  step: (most: number) => Promise<{ rowsAffected: number }>,
): Promise<void> {
  while ((await step(size)).rowsAffected === size);
}
