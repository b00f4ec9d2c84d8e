import { forwardRef } from 'react';
import { useInCall } from '../hooks/useInCall.ts';
import { useLabels } from '../hooks/useLabels.ts';
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
 * Sends what the user says while it, or the key, is pressed; for a provider with `pushToTalk`. `data-state` is `talking`,
 * `ready`, or `off` without a call.
 */
export const PushToTalkButton: RootComponent<'button', PushToTalkButtonProps> = forwardRef(
  function PushToTalkButton({ shortcut = 'Space', children, ...rest }, forwarded) {
    const labels = useLabels();
    const inCall = useInCall();
    const { talking, handlers } = usePushToTalk({ shortcut });
    return useRoot('button', forwarded, rest, {
      className: 'vv-button vv-talk',
      defaults: {
        type: 'button',
        // Whoever commands by voice says what stands there, so the name has it.
        'aria-label': talking ? `${labels.pushToTalk}: ${labels.talking}` : labels.pushToTalk,
        'aria-disabled': !inCall || undefined,
        // By the key's name, where its code has more in it: `KeyT`, `Digit1`.
        'aria-keyshortcuts': shortcut?.replace(/^(Key|Digit)(?=.$)/, ''),
      },
      'aria-pressed': talking,
      'data-state': talking ? 'talking' : inCall ? 'ready' : 'off',
      ...handlers,
      children: children ?? (
        <>
          {icons.talk}
          <span>{talking ? labels.talking : labels.pushToTalk}</span>
        </>
      ),
    });
  },
);
