import type { Connection, VoiceError, VoiceErrorHint } from '@vivavoce/core';
import type { VoiceLabels } from '../provider/labels/voice-labels.ts';
import { useLabels } from './useLabels.ts';
import { useVoice } from './useVoice.ts';

/** The connection's status in words, and the error where nothing else shows it. */
export interface StatusText {
  readonly text: string;
  readonly error: VoiceError | null;
}

/**
 * The states whose notice says what the error says, and has the button that helps. Nothing is shown twice, and nobody is
 * asked to connect again while that is being done.
 */
const shownBy: { readonly [hint in VoiceErrorHint]?: string } = {
  'check-network': 'reconnecting',
  'check-server': 'reconnecting',
  'try-later': 'reconnecting',
  'click-page': 'needs-gesture',
  'allow-microphone': 'denied',
  'allow-by-policy': 'blocked',
  'connect-microphone': 'lost',
};

export function useStatusText(): StatusText {
  const labels = useLabels();
  const { connection, error } = useVoice(({ connection, status, microphone, audio, error }) => {
    const states = status === 'connected' ? [microphone, audio] : [status];
    const shown = error !== null && states.some((state) => state === shownBy[error.hint]);
    return { connection, error: shown ? null : error };
  });
  return { text: textOf(connection, labels), error };
}

function textOf(connection: Connection, labels: VoiceLabels): string {
  const { status } = connection;
  if (status === 'closed') {
    const { reason } = connection;
    if (reason === 'server') return labels.closedByServer;
    return reason === 'user' || reason === 'page'
      ? labels.status.closed
      : labels.closedBecause[reason];
  }
  if (status === 'failed' && connection.error.reason.startsWith('microphone-'))
    return labels.noMicrophone;
  return labels.status[status];
}
