/**
 * An error as a browser throws it: told by its name, and an `Error`. jsdom's own DOMException is none, since it comes
 * from another realm.
 */
export function browserError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
