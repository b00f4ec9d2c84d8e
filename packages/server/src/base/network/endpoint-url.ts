import { ServerError } from '../server-error.ts';

/**
 * The address of an HTTP API that the developer named. Keys do not belong in it: it may be shown.
 *
 * @param path - added to the address, unless it ends so already. Default nothing: the address is taken as it is.
 * @throws ServerError `invalid-option`.
 */
export function endpointUrl(text: string, path = ''): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw ServerError.invalidOption(
      'url',
      'it must be an http or https address without a password',
    );
  }
  const base = url.pathname.replace(/\/$/, '');
  if (path !== '' && !base.endsWith(path)) url.pathname = `${base}${path}`;
  else if (path !== '') url.pathname = base;
  return url;
}
