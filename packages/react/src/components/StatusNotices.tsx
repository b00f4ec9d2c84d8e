import type { VoiceEventOf } from '@vivavoce/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useQuiet } from '../hooks/useQuiet.ts';
import { useSecondsLeft } from '../hooks/useSecondsLeft.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useVoiceEvent } from '../hooks/useVoiceEvent.ts';

/** ms after which the browser's question is mentioned: where the answer is known already there is none. */
const questionDelay = 600;

/**
 * What keeps the conversation from being heard, and devices that were disconnected, each with the button that may help.
 * `announceOnly` leaves out all that screen readers don't announce.
 */
export function StatusNotices({
  announceOnly = false,
}: {
  readonly announceOnly?: boolean;
}): ReactNode {
  const labels = useLabels();
  const { connect, resumeAudio, setMicrophone } = useVoiceBinding().commands;
  const { connection, microphone, muted, audio, id } = useVoice(
    ({ connection, microphone, muted, audio, devices }) => ({
      ...{ connection, microphone, muted, audio },
      id: devices.microphoneId,
    }),
  );
  const { status } = connection;
  const up = status === 'connected';
  return (
    <>
      {status === 'reconnecting' && !announceOnly && (
        // One notice for all attempts, so that the button keeps the focus.
        <div className="vv-status__notice">
          <Countdown key={connection.attempt} delay={connection.delay} />
          <button
            type="button"
            className="vv-button vv-status__action"
            onClick={() => void connect()}
          >
            {labels.retryNow}
          </button>
        </div>
      )}
      {microphone === 'asking' && <Asking />}
      {up && (audio === 'interrupted' || audio === 'needs-gesture') && (
        <Notice
          text={labels.audio[audio]}
          action={audio === 'interrupted' || announceOnly ? null : labels.soundOn}
          onAction={resumeAudio}
        />
      )}
      {up && (microphone === 'denied' || microphone === 'lost') && (
        <Notice
          text={labels.microphone[microphone]}
          action={announceOnly ? null : labels.askAgain}
          onAction={connect}
        />
      )}
      {up && microphone === 'off' && !muted && (
        <Notice
          text={labels.typing}
          action={announceOnly ? null : labels.useMicrophone}
          onAction={() => setMicrophone(id)}
        />
      )}
      {up && microphone === 'silent' && !muted && <Notice text={labels.microphone.silent} />}
      {up && microphone === 'blocked' && <Notice text={labels.hints['allow-by-policy']} />}
      <ChatNotice announceOnly={announceOnly} />
      <DeviceNotice announceOnly={announceOnly} />
    </>
  );
}

/** The wait for the next attempt. The seconds are shown and not announced: they change too often. */
function Countdown({ delay }: { readonly delay: number }): ReactNode {
  const labels = useLabels();
  const seconds = useSecondsLeft(delay);
  if (seconds === Infinity) return null;
  return (
    <p>
      {seconds > 0
        ? labels.retryIn.replace('{seconds}', String(seconds))
        : labels.activity.connecting}
    </p>
  );
}

function Asking(): ReactNode {
  const labels = useLabels();
  const early = useSecondsLeft(questionDelay) > 0;
  return early ? null : <Notice text={labels.microphone.asking} />;
}

/** A device that was disconnected and replaced, until somebody dismisses it or the call is over. */
function DeviceNotice({ announceOnly }: { readonly announceOnly: boolean }): ReactNode {
  const labels = useLabels();
  const over = useVoice(({ status }) => status === 'closed' || status === 'failed');
  const [lost, setLost] = useState<VoiceEventOf<'device-lost'> | null>(null);
  useVoiceEvent('device-lost', setLost);
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'connecting') setLost(null);
  });
  if (over || lost === null || lost.fallback === null) return null;
  const device = labels.devices[lost.device];
  const text = labels.deviceLost
    .replace('{label}', () => lost.label || device)
    .replace('{fallback}', () => lost.fallback || labels.deviceDefault);
  const action = announceOnly ? null : labels.dismiss;
  return <Notice text={text} action={action} onAction={() => setLost(null)} />;
}

/** A conversation that the server does not know any more, until somebody dismisses it or another call begins. */
function ChatNotice({ announceOnly }: { readonly announceOnly: boolean }): ReactNode {
  const labels = useLabels();
  const up = useVoice(({ status }) => status === 'connected');
  const [lost, setLost] = useState(false);
  useVoiceEvent('chat-lost', () => setLost(true));
  // Over another attempt of the same call it stays.
  useVoiceEvent('connection', ({ connection }) => {
    if (connection.status === 'closed' || connection.status === 'failed') setLost(false);
  });
  if (!lost || !up) return null;
  const action = announceOnly ? null : labels.dismiss;
  return (
    <Notice text={labels.begins['chat-lost']} action={action} onAction={() => setLost(false)} />
  );
}

interface NoticeProps {
  readonly text: string;
  readonly action?: string | null;
  readonly onAction?: () => unknown;
}

function Notice({ text, action = null, onAction }: NoticeProps): ReactNode {
  const quiet = useQuiet();
  return (
    <div className="vv-status__notice">
      <p role={quiet ? undefined : 'status'}>{text}</p>
      {action !== null && (
        <button
          type="button"
          className="vv-button vv-status__action"
          onClick={() => void onAction?.()}
        >
          {action}
        </button>
      )}
    </div>
  );
}
