import { useVoice } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { suggestions } from './suggestions.ts';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

/** What can be said. Pressing a suggestion starts the call where there is none, and types it in. */
export function SayThis({ report }: { readonly report: ServerReport }): ReactNode {
  const words = useWords();
  const { status, connect, sendText } = useVoice(({ status, connect, sendText }) => ({
    status,
    connect,
    sendText,
  }));
  async function say(phrase: string): Promise<void> {
    try {
      await connect();
      sendText(phrase);
    } catch {
      // `ConnectionStatus` says why, and what to do.
    }
  }
  const typedOnly =
    report.status === 'offline' ||
    (report.status === 'known' && report.health.vocabulary === 'none');
  return (
    <section className="say" aria-labelledby="say-title">
      <h2 id="say-title" className="say__title">
        {typedOnly ? words.typeThis : words.trySaying}
      </h2>
      <ul className="say__list" lang="en">
        {suggestions(report).map((phrase) => (
          <li key={phrase}>
            <button
              type="button"
              className="say__phrase"
              disabled={status === 'connecting' || status === 'closing'}
              onClick={() => void say(phrase)}
            >
              {phrase}
            </button>
          </li>
        ))}
      </ul>
      <AllPhrases report={report} />
    </section>
  );
}

/** The whole list, where the recogniser knows no more than that. */
function AllPhrases({ report }: { readonly report: ServerReport }): ReactNode {
  const words = useWords();
  if (report.status !== 'known' || report.health.vocabulary !== 'phrases') return null;
  const { phrases } = report.health;
  return (
    <details className="say__all">
      <summary>{words.allSentences.replace('{count}', String(phrases.length))}</summary>
      <ul lang="en">
        {phrases.map((phrase) => (
          <li key={phrase}>{phrase}</li>
        ))}
      </ul>
      <p>{words.freeSpeech}</p>
    </details>
  );
}
