/**
 * Whether a key belongs to an input method that composes a word. Safari ends a composition before the keydown that ended
 * it, and tells by the key code alone.
 */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
