import { useVoice, useVoiceEvent } from '@vivavoce/react';
import type { VoiceWidgetProps } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { Conversation } from './Conversation.tsx';
import type { Language } from './Demo.tsx';
import { SayThis } from './SayThis.tsx';
import { Stage } from './Stage.tsx';
import { TopBar } from './TopBar.tsx';
import type { Answerer } from './useAnswerers.ts';
import { WidgetShow } from './WidgetShow.tsx';
import type { ServerReport } from './useServerHealth.ts';

interface AppProps {
  /** Who is called, for a provider of one's own. */
  readonly voice: NonNullable<VoiceWidgetProps['voice']>;
  readonly report: ServerReport;
  readonly answerer: Answerer;
  /** Who could answer. */
  readonly choices: readonly Answerer[];
  readonly language: Language;
  /** Whether a button is held to talk. */
  readonly holding: boolean;
  /** Told when a connection has failed. */
  readonly onFailure: () => void;
  readonly onAnswerer: (answerer: Answerer) => void;
  /** Told when somebody wants to go on without a server. */
  readonly onOffline: () => void;
  readonly onLanguage: (language: Language) => void;
  readonly onHolding: (holding: boolean) => void;
}

/** One page: an invitation before the first call, the conversation from then on. */
export function App({
  voice,
  report,
  answerer,
  choices,
  language,
  holding,
  onFailure,
  onAnswerer,
  onOffline,
  onLanguage,
  onHolding,
}: AppProps): ReactNode {
  const talking = useVoice(
    ({ status, transcript }) =>
      status === 'connected' || status === 'reconnecting' || transcript.entries.length > 0,
  );
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'failed') onFailure();
  });
  const choosing = { answerer, choices, holding, onAnswerer, onHolding };

  return (
    <div className="page" data-view={talking ? 'talk' : 'welcome'}>
      <TopBar report={report} language={language} onLanguage={onLanguage} />
      <main className="main">
        {talking ? (
          <Conversation report={report} {...choosing} />
        ) : (
          <>
            <Stage report={report} onOffline={onOffline} {...choosing} />
            <SayThis report={report} />
            <WidgetShow voice={voice} />
          </>
        )}
      </main>
    </div>
  );
}
