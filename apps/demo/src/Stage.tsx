import {
  AudioVisualizer,
  CallTimer,
  Captions,
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
import type { Answerer } from './useAnswerers.ts';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

interface StageProps {
  readonly report: ServerReport;
  readonly begun: boolean;
  readonly answerer: Answerer;
  /** Who could answer. */
  readonly choices: readonly Answerer[];
  readonly holding: boolean;
  readonly onAnswerer: (answerer: Answerer) => void;
  readonly onHolding: (holding: boolean) => void;
  readonly onOffline: () => void;
}

/** Who is there, what goes on, and what can be done about it. */
export function Stage({
  report,
  begun,
  answerer,
  choices,
  holding,
  onAnswerer,
  onHolding,
  onOffline,
}: StageProps): ReactNode {
  const words = useWords();
  const [captions, setCaptions] = useState(false);
  // While its line is tried again the call goes on: the microphone is heard, and can be muted.
  const inCall = useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
  return (
    <section className="stage" aria-label={words.call}>
      <AudioVisualizer className="orb" shape="orb" />
      {!begun && <p className="tagline">{words.tagline}</p>}
      <h1 className={begun ? 'vv-visually-hidden' : 'title'}>{words.title}</h1>
      {!begun && (
        <p className="lead">
          {report.status === answerer ? (
            words.elsewhere.replace('{service}', words.server[answerer])
          ) : (
            <>
              {words.lead} {report.status === 'known' && words.privacy}
            </>
          )}
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
      {!inCall && (
        <>
          {choices.length > 1 && (
            <Choice
              title={words.answerer}
              name="answerer"
              among={choices.map((one) => [one, words.server[one === 'local' ? 'known' : one]])}
              chosen={answerer}
              onChoose={onAnswerer}
            />
          )}
          <Choice
            title={words.handling}
            name="handling"
            among={[
              [false, words.handsFree],
              [true, words.holdToTalk],
            ]}
            chosen={holding}
            onChoose={onHolding}
          />
        </>
      )}
      {begun && captions && <Captions className="captions" />}
      <LiveCaption className="vv-visually-hidden" />
    </section>
  );
}

interface ChoiceProps<Value> {
  readonly title: string;
  readonly name: string;
  /** What can be chosen, with its words. */
  readonly among: readonly (readonly [value: Value, words: string])[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few; a call keeps what it began with. */
function Choice<Value>({ title, name, among, chosen, onChoose }: ChoiceProps<Value>): ReactNode {
  return (
    <fieldset className="choice">
      <legend className="vv-visually-hidden">{title}</legend>
      {among.map(([value, words]) => (
        <label key={words}>
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
