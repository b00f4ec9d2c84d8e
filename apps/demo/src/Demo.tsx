import { VoiceProvider, english } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { App } from './App.tsx';
import { useAnswerers } from './useAnswerers.ts';
import { useRemembered } from './useRemembered.ts';
import { useServerHealth } from './useServerHealth.ts';
import type { ServerReport } from './useServerHealth.ts';
import { englishWords } from './words/english-words.ts';
import { germanWords } from './words/german-words.ts';
import { WordsContext } from './words/useWords.ts';

/** The languages of the page: its own words, and those of the components. */
const languages = {
  en: { words: englishWords, labels: english },
  de: { words: germanWords, labels: german },
} as const;

export type Language = keyof typeof languages;

/** The page with a server or a service behind it, or with a partner in the page itself once somebody chose that. */
export function Demo({ server }: { readonly server: string }): ReactNode {
  const [partner, setPartner] = useState<string | null>(null);
  const [failures, setFailures] = useState(0);
  const [language, setLanguage] = useRemembered<Language>(
    'language',
    ['en', 'de'],
    navigator.language.startsWith('de') ? 'de' : 'en',
  );
  const [holding, setHolding] = useState(false);
  const health = useServerHealth(server, failures);
  const { answerer, service, choices, choose } = useAnswerers();
  const report: ServerReport = partner
    ? { status: 'offline' }
    : answerer === 'local'
      ? health
      : { status: answerer };
  const { words, labels } = languages[language];
  const voice = {
    url: partner ?? server,
    labels,
    service: partner ? undefined : service,
    ...(partner && { thread: 'main' as const }),
  };

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  async function goOffline(): Promise<void> {
    const { offlinePartner } = await import('./offline/offline-partner.ts');
    setPartner(offlinePartner());
  }

  return (
    <WordsContext value={words}>
      <VoiceProvider key={voice.url} {...voice} pushToTalk={holding}>
        <App
          voice={voice}
          report={report}
          answerer={answerer}
          choices={partner ? [] : choices}
          language={language}
          holding={holding}
          onFailure={() => setFailures(failures + 1)}
          onAnswerer={choose}
          onOffline={() => void goOffline()}
          onLanguage={setLanguage}
          onHolding={setHolding}
        />
      </VoiceProvider>
    </WordsContext>
  );
}
