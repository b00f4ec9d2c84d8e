import { chatUrl } from '@vivavoce/evi';
import { VoiceError } from '../base/voice-error.ts';
import type { Credentials, ResolvedOptions } from './options.ts';

/**
 * Where an attempt dials, with credentials of its own. It holds secrets: it is never logged.
 *
 * @param resumedChatGroupId the conversation to go on with, once there is one
 * @param signal aborted when nobody waits for it any more
 * @throws VoiceError `connection-unauthorized` or `usage`, by rejection
 */
export async function askAddress(
  options: ResolvedOptions,
  resumedChatGroupId: string | null,
  signal: AbortSignal,
): Promise<string> {
  const { url, credentials } = options;
  let secrets: Credentials | undefined;
  try {
    secrets = credentials && check(await credentials({ signal }));
  } catch (cause) {
    throw new VoiceError(
      'connection-unauthorized',
      'Failed to connect: the `credentials` function gave no `accessToken` and no `apiKey`.',
      cause,
    );
  }
  try {
    const resumed = resumedChatGroupId ? { resumedChatGroupId } : {};
    return chatUrl({ ...options, baseUrl: url, ...resumed, ...secrets });
  } catch (cause) {
    throw new VoiceError(
      'usage',
      'Failed to connect: `url` is no http(s) or ws(s) address.',
      cause,
    );
  }
}

/** What an app's own server answered may be of any shape. */
function check(given: Credentials): Credentials {
  if ('accessToken' in given ? given.accessToken : given.apiKey) return given;
  throw new TypeError('There is neither in it.');
}
