import { base64FromTable, bytesFromTable } from './base64-table.ts';

// In the language since 2025; the compiler's library of this project does not list them yet.
interface NativeBytes {
  toBase64?: () => string;
}
interface NativeConstructor {
  fromBase64?: (text: string) => Uint8Array;
}

/** Writes bytes as base64, padded, with `+` and `/`. Natively where the engine can, else from a table. */
export function bytesToBase64(bytes: Uint8Array): string {
  return (bytes as Uint8Array & NativeBytes).toBase64?.() ?? base64FromTable(bytes);
}

/**
 * Reads base64, as `atob` does: white space is skipped and padding may be missing.
 *
 * @returns the bytes, or undefined when the text is not base64.
 */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const native = Uint8Array as Uint8ArrayConstructor & NativeConstructor;
  if (!native.fromBase64) return bytesFromTable(text);
  try {
    return native.fromBase64(text);
  } catch {
    return undefined;
  }
}
