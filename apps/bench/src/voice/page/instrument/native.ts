/** A prototype's own method, as it is before anything wraps it; to be called with `this`. */
export function nativeMethod<Method>(prototype: object, name: string): Method {
  return Object.getOwnPropertyDescriptor(prototype, name)?.value as Method;
}
