import { useVoice } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { suggestions } from './suggestions.ts';
import type { ServerReport } from './useServerHealth.ts';

/** What can be said. While connected a suggestion can also be clicked, which types it in. */
export function SayThis({ report }: { readonly report: ServerReport }): ReactNode {
  const { status, sendText } = useVoice(({ status, sendText }) => ({ status, sendText }));
  const deaf =
    report.status === 'offline' ||
    (report.status === 'known' && report.health.vocabulary === 'none');
  return (
    <section className="say" aria-labelledby="say-title">
      <h2 id="say-title" className="say__title">
        {deaf ? 'No speech recogniser here. Type, for example' : 'Try saying'}
      </h2>
      <ul className="say__list">
        {suggestions(report).map((phrase) => (
          <li key={phrase}>
            {status === 'connected' ? (
              <button type="button" className="say__phrase" onClick={() => sendText(phrase)}>
                {phrase}
              </button>
            ) : (
              <span className="say__phrase">{phrase}</span>
            )}
          </li>
        ))}
      </ul>
      <AllPhrases report={report} />
    </section>
  );
}

/** The whole list, where the recogniser knows no more than that. */
function AllPhrases({ report }: { readonly report: ServerReport }): ReactNode {
  if (report.status !== 'known' || report.health.vocabulary !== 'phrases') return null;
  const { phrases } = report.health;
  return (
    <details className="say__all">
      <summary>All {phrases.length} sentences it understands</summary>
      <ul>
        {phrases.map((phrase) => (
          <li key={phrase}>{phrase}</li>
        ))}
      </ul>
      <p>For free speech install pocketsphinx and start the server again.</p>
    </details>
  );
}
