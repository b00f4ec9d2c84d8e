import { forwardRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useAnnouncer } from '../hooks/useAnnouncer.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useStatusWords } from '../hooks/useStatusWords.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { StatusNotices } from './StatusNotices.tsx';

/** All of a `<div>`'s own props. */
export type ConnectionStatusProps = ElementProps<'div', 'children'>;

/**
 * What is going on, and what went wrong with what to do about it. Only the line's own state is announced to screen
 * readers: who has the word changes too often, and can be heard. `data-state` is the connection's status,
 * `data-activity` what goes on while connected.
 */
export const ConnectionStatus: RootComponent<'div', ConnectionStatusProps> = forwardRef(
  function ConnectionStatus({ ...rest }, forwarded) {
    const ownRef = useAnnouncer('line');
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
  const status = useVoice((voice) => voice.status);
  const { line, error } = useStatusWords();
  const [dismissed, dismiss] = useState<typeof error>(null);
  return (
    <>
      <p className="vv-status__line">
        <span className="vv-status__dot" aria-hidden="true" />
        <span role="status" className={status === 'connected' ? 'vv-visually-hidden' : undefined}>
          {line}
        </span>
        {status === 'connected' && (
          <span className="vv-status__activity">{labels.activity[activity]}</span>
        )}
      </p>
      <StatusNotices />
      {error && error !== dismissed && (
        <div role="alert" className="vv-status__error" data-reason={error.reason}>
          <p>{labels.hints[error.hint]}</p>
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
