/** A `blob:` address for a script that travels as text. Give it to `URL.revokeObjectURL` once it was loaded. */
export function scriptUrl(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}
