/** The same without what is undefined: nothing is as good as not there, since apps pass on what they were not given. */
export function given<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}
