import {
  EmotionMeter,
  EmotionTimeline,
  TextInput,
  Transcript,
  useVoice,
  useVoiceEvent,
} from '@vivavoce/react';
import type { VoiceWidgetProps } from '@vivavoce/react';
import { useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Language } from './Demo.tsx';
import { MetricsStrip } from './MetricsStrip.tsx';
import { SayThis } from './SayThis.tsx';
import { SoundPanel } from './SoundPanel.tsx';
import { Stage } from './Stage.tsx';
import { TopBar } from './TopBar.tsx';
import type { Answerer } from './useAnswerers.ts';
import { WidgetShow } from './WidgetShow.tsx';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

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
  const words = useWords();
  const talking = useVoice(
    ({ status, transcript }) =>
      status === 'connected' || status === 'reconnecting' || transcript.entries.length > 0,
  );
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'failed') onFailure();
  });
  const conversation = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!talking) return;
    // However far down somebody was, a call opens on its transcript; and what was pressed there is gone.
    document.documentElement.scrollTop = 0;
    if (document.activeElement === document.body) conversation.current?.focus();
  }, [talking]);

  return (
    <div className="page" data-view={talking ? 'talk' : 'welcome'}>
      <TopBar report={report} language={language} onLanguage={onLanguage} />
      <main className="main">
        <Stage
          report={report}
          begun={talking}
          answerer={answerer}
          choices={choices}
          holding={holding}
          onAnswerer={onAnswerer}
          onHolding={onHolding}
          onOffline={onOffline}
        />
        {talking ? (
          <>
            <section
              ref={conversation}
              className="talk card"
              aria-label={words.conversation}
              tabIndex={-1}
            >
              <Transcript className="transcript" placeholder={<SayThis report={report} />} />
              <TextInput />
              <MetricsStrip />
            </section>
            <section className="moods card" aria-label={words.expression}>
              <EmotionMeter participant="both" top={4} />
              <EmotionTimeline top={3} />
            </section>
            <SoundPanel />
          </>
        ) : (
          <>
            <SayThis report={report} />
            <WidgetShow voice={voice} />
          </>
        )}
      </main>
    </div>
  );
}
