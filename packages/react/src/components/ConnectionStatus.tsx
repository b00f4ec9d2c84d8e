import { forwardRef, useState } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<div>`'s own props. */
export interface ConnectionStatusProps
  extends Omit<ComponentPropsWithoutRef<'div'>, 'children'>, Renderable<'div'> {}

/**
 * What is going on, and what went wrong with what to do about it. Only the line's own state is announced to screen
 * readers: who has the word changes too often, and can be heard. `data-state` is the connection's status,
 * `data-activity` what goes on while connected.
 */
export const ConnectionStatus: ForwardRefExoticComponent<
  ConnectionStatusProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, ConnectionStatusProps>(function ConnectionStatus(
  { className, render, ...rest },
  ref,
) {
  const labels = useLabels();
  const activity = useVoiceActivity();
  const { connection, error } = useVoice(({ connection, error }) => ({ connection, error }));
  const [dismissed, dismiss] = useState<typeof error>(null);
  const { status } = connection;
  const byServer = status === 'closed' && connection.reason === 'server';
  return renderRoot(
    'div',
    {
      ...rest,
      ref,
      className: classNames('vv-status', className),
      'data-state': status,
      'data-activity': activity,
      children: (
        <>
          <p className="vv-status__line">
            <span className="vv-status__dot" aria-hidden="true" />
            <span
              role="status"
              className={status === 'connected' ? 'vv-visually-hidden' : undefined}
            >
              {byServer ? labels.closedByServer : labels.status[status]}
            </span>
            {status === 'reconnecting' && connection.attempt > 1 && (
              <span aria-hidden="true" data-attempt={connection.attempt}>
                ({connection.attempt})
              </span>
            )}
            {status === 'connected' && (
              <span className="vv-status__activity">{labels.activity[activity]}</span>
            )}
          </p>
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
                <Icon name="cancel" />
              </button>
            </div>
          )}
        </>
      ),
    },
    render,
  );
});
