import { forwardRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useQuiet } from '../hooks/useQuiet.ts';
import { useStatusText } from '../hooks/useStatusText.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { StatusNotices } from './StatusNotices.tsx';

/** All props of a `<div>` but its content. */
export type ConnectionStatusProps = ElementProps<'div', 'children'>;

/**
 * The connection's status, the current activity, and what went wrong with what to do about it. The activity is not announced
 * to screen readers: it changes too often, and can be heard. `data-state` is the connection's status, `data-activity`
 * the activity.
 */
export const ConnectionStatus: RootComponent<'div', ConnectionStatusProps> = forwardRef(
  function ConnectionStatus({ ...rest }, forwarded) {
    const ownRef = useAnnouncer('status');
    const activity = useVoiceActivity();
    const status = useVoice((voice) => voice.status);
    return useRoot('div', forwarded, rest, {
      className: 'vv-status',
      ownRef,
      'data-state': status,
      'data-activity': activity,
      children: <StatusBody activity={activity} />,
    });
  },
);

function StatusBody({
  activity,
}: {
  readonly activity: ReturnType<typeof useVoiceActivity>;
}): ReactNode {
  const labels = useLabels();
  const quiet = useQuiet();
  const { connect } = useVoiceBinding().commands;
  const status = useVoice((voice) => voice.status);
  const { text, error } = useStatusText();
  const [dismissed, dismiss] = useState<typeof error>(null);
  return (
    <>
      <p className="vv-status__line">
        <span className="vv-status__dot" aria-hidden="true" />
        <span
          role={quiet ? undefined : 'status'}
          className={status === 'connected' ? 'vv-visually-hidden' : undefined}
        >
          {text}
        </span>
        {status === 'connected' && (
          <span className="vv-status__activity">{labels.activity[activity]}</span>
        )}
      </p>
      <StatusNotices />
      {error && error !== dismissed && (
        <div
          role={quiet ? undefined : 'alert'}
          className="vv-status__error"
          data-reason={error.reason}
        >
          <div className="vv-status__said">
            <p>{labels.hints[error.hint]}</p>
            {status === 'failed' && /^(microphone|audio-worklet)-/.test(error.reason) && (
              <button
                type="button"
                className="vv-button vv-status__action"
                onClick={() => void connect({ microphone: false })}
              >
                {labels.typeInstead}
              </button>
            )}
          </div>
          <button
            type="button"
            className="vv-button vv-status__dismiss"
            aria-label={labels.dismiss}
            title={labels.dismiss}
            onClick={() => dismiss(error)}
          >
            {icons.cancel}
          </button>
        </div>
      )}
    </>
  );
}
