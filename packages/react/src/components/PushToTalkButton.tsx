import { forwardRef } from 'react';
import { useInCall } from '../hooks/useInCall.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useMicrophone } from '../hooks/useMicrophone.ts';
import { usePushToTalk } from '../hooks/usePushToTalk.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<button>`, and a key; `children` replace icon and label. */
export interface PushToTalkButtonProps extends ElementProps<'button'> {
  /** The key to hold anywhere on the page, by its `KeyboardEvent.code`; null for none. Default: `Space`. */
  readonly shortcut?: string | null | undefined;
}

/**
 * Sends what the user says while it, or the key, is pressed; for a provider with `pushToTalk`. In a call that began without a microphone
 * it turns one on. `data-state` is `talking`, `ready`, or `off` without a call or a microphone.
 */
export const PushToTalkButton: RootComponent<'button', PushToTalkButtonProps> = forwardRef(
  function PushToTalkButton({ shortcut = 'Space', children, ...rest }, forwarded) {
    const labels = useLabels();
    const inCall = useInCall();
    const { state: microphone, muted, microphoneId, setMicrophone } = useMicrophone();
    const { ready, talking, handlers } = usePushToTalk({ shortcut });
    const typed = inCall && microphone === 'off' && !muted;
    const name = typed ? labels.useMicrophone : labels.pushToTalk;
    return useRoot('button', forwarded, rest, {
      className: 'vv-button vv-talk',
      defaults: {
        type: 'button',
        // Whoever commands by voice says what stands there, so the name has it.
        'aria-label': talking ? `${name}: ${labels.talking}` : name,
        'aria-disabled': !(ready || typed) || undefined,
        // By the key's name, where its code has more in it: `KeyT`, `Digit1`.
        'aria-keyshortcuts': typed ? undefined : shortcut?.replace(/^(Key|Digit)(?=.$)/, ''),
      },
      'aria-pressed': typed ? undefined : talking,
      'data-state': talking ? 'talking' : ready ? 'ready' : 'off',
      ...(typed ? { onClick: () => void setMicrophone(microphoneId) } : handlers),
      children: children ?? (
        <>
          {icons.talk}
          <span>{talking ? labels.talking : name}</span>
        </>
      ),
    });
  },
);
