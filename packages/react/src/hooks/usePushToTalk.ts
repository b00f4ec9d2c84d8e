import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { useVoice } from './useVoice.ts';

/** How to talk. */
export interface PushToTalkOptions {
  /**
   * The key to hold anywhere on the page, by its `KeyboardEvent.code`; null for none. It is left alone while somebody
   * types or is on a control. Default: `Space`.
   */
  readonly shortcut?: string | null | undefined;
}

/** Whether it is held, and what makes an element the button to hold. */
export interface PushToTalk {
  readonly held: boolean;
  /** Handlers for a button: pointer, Space and Enter, and a click of assistive technology, which holds until the next. */
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onLostPointerCapture: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onKeyUp: (event: KeyboardEvent) => void;
    readonly onBlur: () => void;
    readonly onClick: (event: MouseEvent) => void;
    readonly onContextMenu: (event: MouseEvent) => void;
  };
}

const controls =
  'input, textarea, select, button, a[href], summary, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="slider"]';

/**
 * Push-to-talk by a button and by a key, for a provider with `pushToTalk`. Whatever takes the page away from the reader
 * lets go: another window, a hidden page, the call's end, and the component's leaving.
 *
 * @example
 * ```tsx
 * const { held, handlers } = usePushToTalk({ shortcut: 'KeyT' });
 * return <button {...handlers}>{held ? 'Talking' : 'Hold to talk'}</button>;
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function usePushToTalk({ shortcut = 'Space' }: PushToTalkOptions = {}): PushToTalk {
  const { up, hold, letGo } = useVoice(({ status, hold, letGo }) => ({
    up: status === 'connected' || status === 'reconnecting',
    hold,
    letGo,
  }));
  // A finger and a key may hold at once: it is let go when the last of them is.
  const holding = useRef(new Set<string>());
  const [held, setHeld] = useState(false);

  const { press, release, releaseAll } = useMemo(() => {
    const lift = (): void => {
      setHeld(false);
      letGo();
    };
    return {
      press: (by: string) => {
        if (!up) return;
        if (holding.current.size === 0) {
          setHeld(true);
          hold();
        }
        holding.current.add(by);
      },
      release: (by: string) => {
        if (holding.current.delete(by) && holding.current.size === 0) lift();
      },
      releaseAll: () => {
        if (holding.current.size === 0) return;
        holding.current.clear();
        lift();
      },
    };
  }, [up, hold, letGo]);

  useEffect(() => {
    const down = (event: globalThis.KeyboardEvent): void => {
      const { altKey, ctrlKey, metaKey, isComposing, code } = event;
      if (!up || code !== shortcut || altKey || ctrlKey || metaKey || isComposing) return;
      const [target] = event.composedPath();
      if (event.defaultPrevented || (target instanceof Element && target.closest(controls))) return;
      event.preventDefault();
      press('shortcut');
    };
    const keyUp = ({ code }: globalThis.KeyboardEvent): void => {
      if (code === shortcut) release('shortcut');
    };
    const hide = (): void => {
      if (document.hidden) releaseAll();
    };
    const leaving = new AbortController();
    const { signal } = leaving;
    window.addEventListener('keydown', down, { signal });
    window.addEventListener('keyup', keyUp, { signal });
    window.addEventListener('blur', releaseAll, { signal });
    document.addEventListener('visibilitychange', hide, { signal });
    return () => {
      leaving.abort();
      releaseAll();
    };
  }, [shortcut, up, press, release, releaseAll]);

  const handlers = useMemo(() => {
    const isButtonKey = ({ code }: KeyboardEvent): boolean => code === 'Space' || code === 'Enter';
    return {
      onPointerDown: ({ button, pointerId, currentTarget }: PointerEvent) => {
        if (button !== 0) return;
        currentTarget.setPointerCapture?.(pointerId);
        press('pointer');
      },
      onPointerUp: () => release('pointer'),
      onPointerCancel: () => release('pointer'),
      onLostPointerCapture: () => release('pointer'),
      onKeyDown: (event: KeyboardEvent) => {
        if (!isButtonKey(event)) return;
        event.preventDefault();
        press('key');
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (!isButtonKey(event)) return;
        event.preventDefault();
        release('key');
      },
      onBlur: releaseAll,
      onClick: ({ detail }: MouseEvent) => {
        // A click without a press comes from assistive technology, which can't hold.
        if (detail !== 0) return;
        if (holding.current.has('click')) release('click');
        else press('click');
      },
      onContextMenu: (event: MouseEvent) => event.preventDefault(),
    };
  }, [press, release, releaseAll]);

  return { held, handlers };
}
