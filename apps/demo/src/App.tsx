import {
  AudioVisualizer,
  CallTimer,
  ConnectButton,
  ConnectionStatus,
  EmotionMeter,
  InterruptButton,
  LiveCaption,
  MuteButton,
  TextInput,
  Transcript,
  useVoice,
  useVoiceEvent,
} from '@vivavoce/react';
import type { ReactNode } from 'react';
import { SayThis } from './SayThis.tsx';
import { ServerNote } from './ServerNote.tsx';
import type { ServerReport } from './useServerHealth.ts';

interface AppProps {
  readonly report: ServerReport;
  /** Told when a connection has failed. */
  readonly onFailure: () => void;
  /** Told when somebody wants to go on without a server. */
  readonly onOffline: () => void;
}

/** One page: an invitation before the first call, the conversation from then on. */
export function App({ report, onFailure, onOffline }: AppProps): ReactNode {
  const { status, begun } = useVoice(({ status, transcript }) => ({
    status,
    begun: status === 'connected' || transcript.entries.length > 0,
  }));
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'failed') onFailure();
  });
  return (
    <div className="page" data-view={begun ? 'talk' : 'welcome'}>
      <header className="top">
        <p className="wordmark">Viva Voce</p>
        <ServerNote report={report} />
      </header>
      <main className="main">
        <section className="stage" aria-label="Call">
          <AudioVisualizer className="orb" shape="orb" />
          <h1 className={begun ? 'vv-visually-hidden' : 'title'}>Talk to this page</h1>
          {!begun && (
            <p className="lead">
              Speak, be answered aloud, interrupt whenever you like.
              {report.status === 'known' &&
                ' Voice and words stay on your own server: no key, no cloud.'}
            </p>
          )}
          {!begun && report.status === 'absent' && (
            <p className="lead">
              No server answers.{' '}
              <button type="button" className="link" onClick={onOffline}>
                Try it offline
              </button>
              , with a scripted partner in this page.
            </p>
          )}
          <ConnectionStatus className="status" />
          {begun && <CallTimer className="timer" />}
          <div className="controls">
            {begun && status === 'connected' && (
              <>
                <MuteButton />
                <InterruptButton />
              </>
            )}
            <ConnectButton />
          </div>
        </section>
        {begun ? (
          <>
            <section className="talk" aria-label="Conversation">
              <Transcript
                className="transcript"
                emotions={2}
                placeholder={<SayThis report={report} />}
              />
              <TextInput />
            </section>
            <section className="moods" aria-label="Expression" tabIndex={0}>
              <EmotionMeter speaker="user" top={3} />
              <EmotionMeter speaker="assistant" top={3} />
            </section>
          </>
        ) : (
          <SayThis report={report} />
        )}
      </main>
      <LiveCaption className="vv-visually-hidden" />
    </div>
  );
}
