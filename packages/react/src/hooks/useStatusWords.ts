import type { VoiceError, VoiceErrorHint } from '@vivavoce/core';
import { useLabels } from './useLabels.ts';
import { useVoice } from './useVoice.ts';

/** How the line is, in words, and what went wrong where nothing else says it. */
export interface StatusWords {
  readonly line: string;
  readonly error: VoiceError | null;
}

/**
 * The states that say themselves what the error says, and bring the button that helps. Nothing is said twice, and nobody is
 * told to connect again while that is being done.
 */
const saidBy: { readonly [hint in VoiceErrorHint]?: string } = {
  'check-network': 'reconnecting',
  'check-server': 'reconnecting',
  'try-later': 'reconnecting',
  'click-page': 'needs-gesture',
  'allow-microphone': 'denied',
  'allow-by-policy': 'blocked',
  'connect-microphone': 'lost',
};

export function useStatusWords(): StatusWords {
  const labels = useLabels();
  const { connection, error } = useVoice(({ connection, status, microphone, audio, error }) => {
    const states = status === 'connected' ? [microphone, audio] : [status];
    const said = error !== null && states.some((state) => state === saidBy[error.hint]);
    return { connection, error: said ? null : error };
  });
  const { status } = connection;
  const line =
    status === 'reconnecting'
      ? labels.reconnecting.replace('{attempt}', String(connection.attempt))
      : status === 'closed' && connection.reason === 'server'
        ? labels.closedByServer
        : labels.status[status];
  return { line, error };
}
