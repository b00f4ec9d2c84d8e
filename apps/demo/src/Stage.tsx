import {
  AudioVisualizer,
  CallTimer,
  ConnectButton,
  ConnectionStatus,
  InterruptButton,
  LiveCaption,
  MuteButton,
  PushToTalkButton,
  useVoice,
} from '@vivavoce/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

interface StageProps {
  readonly report: ServerReport;
  readonly begun: boolean;
  readonly holding: boolean;
  readonly onHolding: (holding: boolean) => void;
  readonly onOffline: () => void;
}

/** Who is there, what goes on, and what can be done about it. */
export function Stage({ report, begun, holding, onHolding, onOffline }: StageProps): ReactNode {
  const words = useWords();
  const [captions, setCaptions] = useState(false);
  // While its line is tried again the call goes on: the microphone is heard, and can be muted.
  const inCall = useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
  return (
    <section className="stage" aria-label={words.call}>
      <AudioVisualizer className="orb" shape="orb" />
      <h1 className={begun ? 'vv-visually-hidden' : 'title'}>{words.title}</h1>
      {!begun && (
        <p className="lead">
          {words.lead} {report.status === 'known' && words.privacy}
        </p>
      )}
      {!begun && report.status === 'absent' && (
        <p className="lead">
          {words.noServer}{' '}
          <button type="button" className="link" onClick={onOffline}>
            {words.tryOffline}
          </button>
          {words.scripted}
        </p>
      )}
      <ConnectionStatus className="status" />
      {begun && <CallTimer className="timer" />}
      <div className="controls">
        {begun && inCall && (
          <>
            {holding ? <PushToTalkButton className="hold" /> : <MuteButton />}
            <InterruptButton />
          </>
        )}
        <ConnectButton />
      </div>
      {begun && (
        <label className="captions-choice">
          <input
            type="checkbox"
            checked={captions}
            onChange={({ target }) => setCaptions(target.checked)}
          />
          {words.captions}
        </label>
      )}
      {!inCall && <Handling holding={holding} onHolding={onHolding} />}
      <LiveCaption className={begun && captions ? 'captions' : 'vv-visually-hidden'} />
    </section>
  );
}

/** Two ways to talk; a call keeps the one it began with. */
function Handling({ holding, onHolding }: Pick<StageProps, 'holding' | 'onHolding'>): ReactNode {
  const words = useWords();
  return (
    <fieldset className="handling">
      <legend className="vv-visually-hidden">{words.handling}</legend>
      {[false, true].map((held) => (
        <label key={String(held)}>
          <input
            type="radio"
            name="handling"
            checked={holding === held}
            onChange={() => onHolding(held)}
          />
          <span>{held ? words.holdToTalk : words.handsFree}</span>
        </label>
      ))}
    </fieldset>
  );
}
