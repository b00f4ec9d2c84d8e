import type { ReactNode } from 'react';
import type { ServerReport } from './useServerHealth.ts';

const words: Record<ServerReport['status'], string> = {
  asking: 'Looking for the server…',
  absent: 'No server found',
  other: 'Remote server',
  offline: 'Offline, scripted',
  known: 'Local server',
};

/** Which server is behind the page, and what recognises speech there. */
export function ServerNote({ report }: { readonly report: ServerReport }): ReactNode {
  return (
    <p className="server-note" data-state={report.status}>
      <span className="server-note__dot" aria-hidden="true" />
      {words[report.status]}
      {report.status === 'known' && (
        <span className="server-note__engine">
          <span className="vv-visually-hidden">, speech recogniser:</span>{' '}
          {report.health.recogniser}
        </span>
      )}
    </p>
  );
}
