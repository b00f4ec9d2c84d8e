/** Bytes of a file, from `from` up to and without `to`. */
export interface ByteRange {
  from: number;
  to: number;
}

/**
 * Reads a `Range` header.
 *
 * @param size - bytes of the whole file.
 * @returns undefined where the whole file is to be sent: none is asked for, or several are, or not in bytes. `unsatisfiable`
 *   where the range lies beyond the file.
 */
export function readByteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] =
    /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < from) return undefined;
  return from < size ? { from, to } : 'unsatisfiable';
}
