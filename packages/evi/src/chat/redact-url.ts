const hidden = 'REDACTED';
// Settings carried in the query hold prompts, variables and the language model's key: nothing a log should keep.
const secretName = /token|key|secret|password|signature|credential|auth|^session_settings/i;

/**
 * Takes the secrets out of an address, for logs and errors: credentials in the query, session settings, user name and
 * password. Works on any text, even one that is no address; never throws.
 *
 * @example `redactUrl('wss://host/v0/evi/chat?api_key=abc')` is `wss://host/v0/evi/chat?api_key=REDACTED`.
 */
export function redactUrl(url: string): string {
  return url
    .replace(
      /^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*@/i,
      (_, scheme: string = '') => `${scheme}//${hidden}@`,
    )
    .replace(/([?&#;])([^=&#;]*)=([^&#;]*)/g, (pair, mark: string, name: string) =>
      secretName.test(readable(name)) ? `${mark}${name}=${hidden}` : pair,
    );
}

function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // Not decodable, so not known to be harmless either.
    return 'secret';
  }
}
