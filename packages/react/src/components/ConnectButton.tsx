import { forwardRef } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<button>`; `children` replace icon and label. */
export type ConnectButtonProps = ElementProps<'button'>;

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
 * Starts and ends the call; its label says which. Pointed at or focused, it makes the call ready. `data-state` is the connection's status. Show errors with
 * `ConnectionStatus`.
 */
export const ConnectButton: RootComponent<'button', ConnectButtonProps> = forwardRef(
  function ConnectButton({ children, ...rest }, forwarded) {
    const labels = useLabels();
    const { connect, prepare, disconnect } = useVoiceBinding().commands;
    const status = useVoice((voice) => voice.status);
    const { icon, label } = looks[status];
    const onNear = (): void => {
      if (label === 'connect') void prepare();
    };
    return useRoot('button', forwarded, rest, {
      className: 'vv-button vv-connect',
      defaults: {
        type: 'button',
        // Not `disabled`: a focused button that is taken away leaves the keyboard nowhere.
        'aria-disabled': status === 'closing' || undefined,
        'aria-busy': status === 'connecting' || undefined,
      },
      'data-state': status,
      onPointerEnter: onNear,
      onFocus: onNear,
      onClick: () => {
        if (label === 'connect') void connect();
        else if (status !== 'closing') void disconnect();
      },
      children: children ?? (
        <>
          {icon}
          <span>{labels[label]}</span>
        </>
      ),
    });
  },
);
