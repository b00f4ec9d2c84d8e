/** An error as a browser throws it: identified by its name, and an `Error`, which jsdom's DOMException is not. */
export function browserError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
