/** Bytes of a base64 text. */
export function bytesOf(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return (data.length * 3) / 4 - padding;
}

/**
 * The head of a WAV whose length is not known, as base64 of whole triples: sound follows in the same text. A chunk of two bytes that
 * nobody reads makes it so long.
 *
 * @param rate Hz
 */
export function wavHead(rate: number): string {
  const view = new DataView(new ArrayBuffer(54));
  const fields: readonly (string | number)[] = [
    'RIFF',
    -1,
    'WAVE',
    'JUNK',
    2,
    '\0\0',
    'fmt ',
    16,
    0x10001,
    rate,
    rate * 2,
    0x100002,
    'data',
    -1,
  ];
  let at = 0;
  for (const field of fields) {
    if (typeof field === 'number') {
      view.setInt32(at, field, true);
      at += 4;
    } else for (const letter of field) view.setUint8(at++, letter.charCodeAt(0));
  }
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}

/** An `error` of EVI. */
export function failure(slug: string, message: string): object {
  return { type: 'error', code: slug, slug, message };
}
