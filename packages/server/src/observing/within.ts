/** What is found within so many ms; NaN where it is not, or not to be had. */
export function within(ms: number, find: () => number | Promise<number>): Promise<number> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      resolve(NaN);
    }, ms);
    new Promise<number>((begin) => {
      begin(find());
    })
      .catch(() => NaN)
      .then(
        (found) => {
          clearTimeout(late);
          resolve(found);
        },
        () => undefined,
      );
  });
}
