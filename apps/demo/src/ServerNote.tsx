import { useVoice } from '@vivavoce/react';
import type { ReactNode } from 'react';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

/** Which server is behind the page, and what recognises speech there. */
export function ServerNote({ report }: { readonly report: ServerReport }): ReactNode {
  const words = useWords();
  // What was found out before the call holds no more once its line is down.
  const status = useVoice((voice) => (voice.status === 'reconnecting' ? 'lost' : report.status));
  return (
    <p className="server-note" data-state={status}>
      <span className="server-note__dot" aria-hidden="true" />
      <span className="server-note__words">{words.server[status]}</span>
      {status === 'known' && report.status === status && (
        <span className="server-note__engine">
          <span className="vv-visually-hidden">, {words.recogniser}:</span>{' '}
          {report.health.recogniser}
        </span>
      )}
    </p>
  );
}
