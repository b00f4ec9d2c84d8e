const hidden = 'REDACTED';

/** Takes every spelling of the secrets out of a text: plain, in JSON, in an address. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (!secret) continue;
    for (const spelling of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
    ]) {
      clean = clean.replaceAll(spelling, hidden);
    }
  }
  return clean;
}

/** A stand-in for what was thrown, its name and message kept, secrets removed, nothing else taken along. */
export function scrubError(thrown: unknown, secrets: readonly string[]): Error {
  const known = thrown instanceof Error || thrown instanceof DOMException;
  const clean = new Error(scrub(known ? thrown.message : String(thrown), secrets));
  if (known) clean.name = scrub(thrown.name, secrets);
  return clean;
}
