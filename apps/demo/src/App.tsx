import {
  ConnectButton,
  ConnectionStatus,
  EmotionMeter,
  LiveCaption,
  MuteButton,
  TextInput,
  Transcript,
  useVoice,
} from '@vivavoce/react';
import type { ReactNode } from 'react';
import { Orb } from './Orb.tsx';
import { SayThis } from './SayThis.tsx';
import { ServerNote } from './ServerNote.tsx';
import { useServerHealth } from './useServerHealth.ts';

/** One page: an invitation before the first call, the conversation from then on. */
export function App({ server }: { readonly server: string }): ReactNode {
  const { status, begun } = useVoice(({ status, transcript }) => ({
    status,
    begun: status === 'connected' || transcript.entries.length > 0,
  }));
  const report = useServerHealth(server, status === 'failed');
  return (
    <div className="page" data-view={begun ? 'talk' : 'welcome'}>
      <header className="top">
        <p className="wordmark">Viva Voce</p>
        <ServerNote report={report} />
      </header>
      <main className="main">
        <section className="stage" aria-label="Call">
          <Orb />
          <h1 className={begun ? 'vv-visually-hidden' : 'title'}>Talk to this page</h1>
          {!begun && (
            <p className="lead">
              Speak, be answered aloud, interrupt whenever you like.
              {report.status === 'known' &&
                ' Voice and words stay on your own server: no key, no cloud.'}
            </p>
          )}
          <ConnectionStatus className="status" />
          <div className="controls">
            {begun && status === 'connected' && <MuteButton />}
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
