import { AudioVisualizer, ConnectButton, ConnectionStatus, LiveCaption } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { Choices } from './Choices.tsx';
import type { ChoicesProps } from './Choices.tsx';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

interface StageProps extends ChoicesProps {
  readonly report: ServerReport;
  readonly onOffline: () => void;
}

/** The invitation: what this is, and the one thing to press. */
export function Stage({ report, onOffline, ...choices }: StageProps): ReactNode {
  const words = useWords();
  const { answerer } = choices;
  return (
    <section className="stage" aria-label={words.call}>
      <AudioVisualizer className="orb" shape="orb" />
      <p className="tagline">{words.tagline}</p>
      <h1 className="title">{words.title}</h1>
      <p className="lead">
        {report.status === answerer ? (
          words.elsewhere.replace('{service}', words.server[answerer])
        ) : (
          <>
            {words.lead} {report.status === 'known' && words.privacy}
          </>
        )}
      </p>
      {report.status === 'absent' && (
        <p className="lead">
          {words.noServer}{' '}
          <button type="button" className="link" onClick={onOffline}>
            {words.tryOffline}
          </button>
          {words.scripted}
        </p>
      )}
      <ConnectionStatus className="status" />
      <div className="controls">
        <ConnectButton />
      </div>
      <Choices {...choices} />
      <LiveCaption className="vv-visually-hidden" />
    </section>
  );
}
