import type { VoiceErrorHint } from '@vivavoce/core';
import { forwardRef, useState } from 'react';
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  ReactNode,
  RefAttributes,
} from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import { classNames } from './class-names.ts';
import * as icons from './icons.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';
import { StatusTroubles } from './StatusTroubles.tsx';

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
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const activity = useVoiceActivity();
  const status = useVoice((voice) => voice.status);
  return renderRoot(
    'div',
    {
      ...rest,
      ref,
      className: classNames('vv-status', className),
      'data-state': status,
      'data-activity': activity,
      children: <StatusBody activity={activity} />,
    },
    render,
  );
});

/**
 * The states that say themselves what the error says, and bring the button that helps. Nothing is said twice, and nobody is
 * told to connect again while that is being done.
 */
const saidBy: { readonly [hint in VoiceErrorHint]?: string } = {
  'check-network': 'reconnecting',
  'check-server': 'reconnecting',
  'try-later': 'reconnecting',
  'click-page': 'needs-gesture',
  'allow-microphone': 'denied',
  'connect-microphone': 'lost',
};

function StatusBody({
  activity,
}: {
  readonly activity: ReturnType<typeof useVoiceActivity>;
}): ReactNode {
  const labels = useLabels();
  const { connection, error } = useVoice(({ connection, status, microphone, audio, error }) => {
    const states = status === 'connected' ? [microphone, audio] : [status];
    const said = error !== null && states.some((state) => state === saidBy[error.hint]);
    return { connection, error: said ? null : error };
  });
  const [dismissed, dismiss] = useState<typeof error>(null);
  const { status } = connection;
  const line =
    status === 'reconnecting'
      ? labels.reconnecting.replace('{attempt}', String(connection.attempt))
      : status === 'closed' && connection.reason === 'server'
        ? labels.closedByServer
        : labels.status[status];
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
      <StatusTroubles />
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
