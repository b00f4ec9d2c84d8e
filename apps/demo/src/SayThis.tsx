import { SuggestionChips } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { suggestions } from './suggestions.ts';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

/** What can be said. Pressing a suggestion starts the call and says it. */
export function SayThis({ report }: { readonly report: ServerReport }): ReactNode {
  return (
    <section className="say" aria-labelledby="say-title">
      <h2 id="say-title" className="say__title">
        <Invitation report={report} />
      </h2>
      <SuggestionChips lang="en" aria-labelledby="say-title" suggestions={suggestions(report)} />
      <AllPhrases report={report} />
    </section>
  );
}

/** Whether to say it, or to type it where nothing is recognised. */
export function Invitation({ report }: { readonly report: ServerReport }): ReactNode {
  const words = useWords();
  const typedOnly =
    report.status === 'offline' ||
    (report.status === 'known' && report.health.vocabulary === 'none');
  return typedOnly ? words.typeThis : words.trySaying;
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
