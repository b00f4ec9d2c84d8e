import type { ReactNode } from 'react';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

/** Which server is behind the page, and what recognises speech there. */
export function ServerNote({ report }: { readonly report: ServerReport }): ReactNode {
  const words = useWords();
  return (
    <p className="server-note" data-state={report.status}>
      <span className="server-note__dot" aria-hidden="true" />
      <span className="server-note__words">{words.server[report.status]}</span>
      {report.status === 'known' && (
        <span className="server-note__engine">
          <span className="vv-visually-hidden">, {words.recogniser}:</span>{' '}
          {report.health.recogniser}
        </span>
      )}
    </p>
  );
}
