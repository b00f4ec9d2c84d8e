import type { VoiceEventOf } from '@vivavoce/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useSecondsLeft } from '../hooks/useSecondsLeft.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useVoiceEvent } from '../hooks/useVoiceEvent.ts';

/** ms after which the browser's question is spoken of: where the answer is known already there is none. */
const patience = 600;

/**
 * What keeps the two from hearing each other, and what has changed by itself, each with the button that may help; quiet,
 * nothing but the words that are announced.
 */
export function StatusNotices({ quiet = false }: { readonly quiet?: boolean }): ReactNode {
  const labels = useLabels();
  const { connect, resumeAudio } = useVoiceBinding().commands;
  const { connection, microphone, muted, audio } = useVoice(
    ({ connection, microphone, muted, audio }) => ({ connection, microphone, muted, audio }),
  );
  const { status } = connection;
  const up = status === 'connected';
  return (
    <>
      {status === 'reconnecting' && !quiet && (
        <Retry key={connection.attempt} delay={connection.delay} onAct={connect} />
      )}
      {microphone === 'asking' && <Asking />}
      {up && (audio === 'interrupted' || audio === 'needs-gesture') && (
        <Notice
          words={labels.audio[audio]}
          action={audio === 'interrupted' || quiet ? null : labels.soundOn}
          onAct={resumeAudio}
        />
      )}
      {up && (microphone === 'denied' || microphone === 'lost') && (
        <Notice
          words={labels.microphone[microphone]}
          action={quiet ? null : labels.askAgain}
          onAct={connect}
        />
      )}
      {up && microphone === 'silent' && !muted && <Notice words={labels.microphone.silent} />}
      {up && microphone === 'blocked' && <Notice words={labels.hints['allow-by-policy']} />}
      <DeviceNote quiet={quiet} />
    </>
  );
}

/** The wait for the next attempt. The seconds are shown and not announced: they change too often. */
function Retry({
  delay,
  onAct,
}: {
  readonly delay: number;
  readonly onAct: () => unknown;
}): ReactNode {
  const labels = useLabels();
  const seconds = useSecondsLeft(delay);
  return (
    <div className="vv-status__notice">
      {seconds < Infinity && (
        <p>
          {seconds > 0
            ? labels.retryIn.replace('{seconds}', String(seconds))
            : labels.activity.connecting}
        </p>
      )}
      <button type="button" className="vv-button vv-status__action" onClick={() => void onAct()}>
        {labels.retryNow}
      </button>
    </div>
  );
}

function Asking(): ReactNode {
  const labels = useLabels();
  const early = useSecondsLeft(patience) > 0;
  return early ? null : <Notice words={labels.microphone.asking} />;
}

/** A device that gave way to another, until somebody puts the note away or the call is over. */
function DeviceNote({ quiet }: { readonly quiet: boolean }): ReactNode {
  const labels = useLabels();
  const over = useVoice(({ status }) => status === 'closed' || status === 'failed');
  const [lost, setLost] = useState<VoiceEventOf<'device-lost'> | null>(null);
  useVoiceEvent('device-lost', setLost);
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'connecting') setLost(null);
  });
  if (over || lost === null || lost.fallback === null) return null;
  const device = labels.devices[lost.device];
  const words = labels.deviceLost
    .replace('{device}', device)
    .replace('{label}', () => lost.label || device)
    .replace('{fallback}', () => lost.fallback || labels.deviceDefault);
  const action = quiet ? null : labels.dismiss;
  return <Notice words={words} action={action} onAct={() => setLost(null)} />;
}

interface NoticeProps {
  readonly words: string;
  readonly action?: string | null;
  readonly onAct?: () => unknown;
}

function Notice({ words, action = null, onAct }: NoticeProps): ReactNode {
  return (
    <div className="vv-status__notice">
      <p role="status">{words}</p>
      {action !== null && (
        <button
          type="button"
          className="vv-button vv-status__action"
          onClick={() => void onAct?.()}
        >
          {action}
        </button>
      )}
    </div>
  );
}
