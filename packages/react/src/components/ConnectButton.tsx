import { forwardRef } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { given } from './given.ts';
import * as icons from './icons.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<button>`'s own props; `children` take the place of icon and label. */
export interface ConnectButtonProps
  extends ComponentPropsWithoutRef<'button'>, Renderable<'button'> {}

const looks = {
  idle: { icon: icons.microphone, label: 'connect' },
  closed: { icon: icons.microphone, label: 'connect' },
  failed: { icon: icons.microphone, label: 'connect' },
  connecting: { icon: icons.cancel, label: 'cancel' },
  connected: { icon: icons.hangUp, label: 'hangUp' },
  reconnecting: { icon: icons.hangUp, label: 'hangUp' },
  closing: { icon: icons.hangUp, label: 'hangingUp' },
} as const;

/**
 * Begins the conversation, and ends it: one button that says what it will do. `data-state` is the connection's status.
 * What goes wrong is for `ConnectionStatus` to show.
 */
export const ConnectButton: ForwardRefExoticComponent<
  ConnectButtonProps & RefAttributes<HTMLButtonElement>
> = forwardRef<HTMLButtonElement, ConnectButtonProps>(function ConnectButton(
  { className, onClick, children, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const { status, connect, disconnect } = useVoice(({ status, connect, disconnect }) => ({
    status,
    connect,
    disconnect,
  }));
  const { icon, label } = looks[status];
  return renderRoot(
    'button',
    {
      type: 'button',
      // Not `disabled`: a focused button that is taken away leaves the keyboard nowhere.
      'aria-disabled': status === 'closing' || undefined,
      'aria-busy': status === 'connecting' || undefined,
      ...given(rest),
      ref,
      className: classNames('vv-button vv-connect', className),
      'data-state': status,
      onClick: composeHandlers(onClick, () => {
        if (label === 'connect') void connect();
        else if (status !== 'closing') void disconnect();
      }),
      children: children ?? (
        <>
          {icon}
          <span>{labels[label]}</span>
        </>
      ),
    },
    render,
  );
});
