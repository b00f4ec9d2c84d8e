/** Reads a request's body, and no more of it than allowed. */
export async function readBytes(
  request: Request,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'unreadable'> {
  if (Number(request.headers.get('content-length')) > maxBytes) return 'too-large';
  if (request.bodyUsed) return 'unreadable';
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = request.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(next.value);
    }
  } catch {
    return 'unreadable';
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
