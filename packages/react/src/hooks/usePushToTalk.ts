import type { Undo } from '@vivavoce/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { isComposing } from './is-composing.ts';
import { listen } from './listen.ts';
import { isPressable, takesKey } from './takes-key.ts';
import { useInCall } from './useInCall.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';
import { useWindows } from './useWindows.ts';
import { watchRelease } from './watch-release.ts';

/** Options of {@link usePushToTalk}. */
export interface PushToTalkOptions {
  /**
   * The key to hold anywhere on the page, by its `KeyboardEvent.code`; null for none. It is left alone while somebody
   * types, is on a control that has a use for it, or on what the key scrolls; a button that was just clicked has none. Default: `Space`.
   */
  readonly shortcut?: string | null | undefined;
  /**
   * Another window that the key is to be held in as well, such as one that a portal leads into. Those in which one of the
   * kit's components stands are found without. Default: none.
   */
  readonly window?: Window | null | undefined;
}

/** Whether the user is talking, and handlers for a push-to-talk button. */
export interface PushToTalk {
  /** Whether there is a microphone to talk into: not outside of a call, nor in one without a microphone. */
  readonly ready: boolean;
  readonly talking: boolean;
  /** Handlers for a button: pointer, Space and Enter, and a click of assistive technology, which toggles. */
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

/** The keys that press a button. */
const buttonKey = /^(Space|Enter)$/;

/**
 * Push-to-talk by a button and by a key, for a provider with `pushToTalk`. Talking also stops when the page may miss the
 * release: another window or frame gets the focus, the page is hidden, the browser opens a dialog, Meta is pressed on a Mac,
 * the call ends, or the component unmounts.
 *
 * @example
 * ```tsx
 * const { talking, handlers } = usePushToTalk({ shortcut: 'KeyT' });
 * return <button {...handlers}>{talking ? 'Talking' : 'Hold to talk'}</button>;
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function usePushToTalk({
  shortcut = 'Space',
  window: another = null,
}: PushToTalkOptions = {}): PushToTalk {
  const inCall = useInCall();
  // While another device is being opened, it goes on.
  const ready = useVoice(({ microphone }) => /^(live|silent|asking)$/.test(microphone)) && inCall;
  const { startTalking, stopTalking } = useVoiceBinding().commands;
  const windows = useWindows(another);
  // A finger and a key may hold at once: it is let go when the last of them is.
  const holding = useRef(new Set<string>());
  const pointer = useRef<number | null>(null);
  const stopWatching = useRef<Undo | null>(null);
  // What was clicked last, unless a key was used since: the focus stays there, though nobody went there by keys.
  const clicked = useRef<EventTarget | null>(null);
  const [talking, setTalking] = useState(false);

  const { press, release, releaseAll } = useMemo(() => {
    const release = (by: string): void => {
      if (!holding.current.delete(by) || holding.current.size > 0) return;
      stopWatching.current?.();
      setTalking(false);
      stopTalking();
    };
    const releaseAll = (): void => [...holding.current].forEach(release);
    const press = (by: string): void => {
      if (!ready) return;
      if (holding.current.size === 0) {
        setTalking(true);
        startTalking();
        stopWatching.current = watchRelease([window, ...windows], {
          key: (code) => {
            if (code === undefined || code === shortcut) release('shortcut');
            if (code === undefined || buttonKey.test(code)) release('key');
          },
          pointer: (id) => {
            if (id === pointer.current) release('pointer');
          },
          all: releaseAll,
        });
      }
      holding.current.add(by);
    };
    return { press, release, releaseAll };
  }, [ready, startTalking, stopTalking, shortcut, windows]);

  useEffect(() => {
    // Of the key that is down, whose release is ours too: Firefox presses the button that has the focus with it.
    let ours = false;
    const down = (event: globalThis.KeyboardEvent): void => {
      const { altKey, ctrlKey, metaKey, code } = event;
      if (code !== shortcut) clicked.current = null;
      if (!ready || code !== shortcut || altKey || ctrlKey || metaKey) return;
      if (event.defaultPrevented || isComposing(event) || takesKey(event, clicked.current)) return;
      event.preventDefault();
      ours = true;
      press('shortcut');
    };
    const up = (event: globalThis.KeyboardEvent): void => {
      if (!ours || event.code !== shortcut) return;
      ours = false;
      event.preventDefault();
    };
    const point = (event: globalThis.PointerEvent): void => {
      clicked.current = event.composedPath().find(isPressable) ?? null;
    };
    const undo = [window, ...windows].flatMap((view) => [
      listen(view, 'keydown', down),
      listen(view, 'keyup', up),
      listen(view, 'pointerdown', point, true),
    ]);
    return () => {
      undo.forEach((step) => step());
      releaseAll();
    };
  }, [shortcut, ready, windows, press, releaseAll]);

  const handlers = useMemo(() => {
    return {
      onPointerDown: ({ button, pointerId, currentTarget }: PointerEvent) => {
        if (button !== 0) return;
        pointer.current = pointerId;
        press('pointer');
        currentTarget.setPointerCapture?.(pointerId);
      },
      onPointerUp: () => release('pointer'),
      onPointerCancel: () => release('pointer'),
      onLostPointerCapture: () => release('pointer'),
      onKeyDown: (event: KeyboardEvent) => {
        if (!buttonKey.test(event.code) || event.metaKey || isComposing(event.nativeEvent)) return;
        event.preventDefault();
        press('key');
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (!buttonKey.test(event.code)) return;
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

  return { ready, talking, handlers };
}
