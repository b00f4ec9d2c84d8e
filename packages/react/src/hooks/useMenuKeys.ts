import { useCallback, useRef } from 'react';
import type { KeyboardEvent } from 'react';

/** The items of a menu, which keep the focus among them. */
export interface MenuKeys {
  /** Goes onto the element with the role `menu`. */
  readonly ref: (menu: HTMLElement | null) => void;
  /** For the same element: arrows go round, Home, End, and letters go to the item that begins with them. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  /** Focuses the first item, or the last. */
  readonly focusItem: (which: 'first' | 'last') => void;
}

/** ms after which letters begin another word. */
const wordTimeout = 700;

/** The keys of a menu whose items are `[role^=menuitem]` with a `tabIndex` of -1. Enter, Space and Escape are its owner's. */
export function useMenuKeys(): MenuKeys {
  const menu = useRef<HTMLElement | null>(null);
  const typed = useRef({ word: '', at: 0 });
  const items = (): HTMLElement[] => [
    ...(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
  ];

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const all = items();
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || all.length === 0) return;
    // A shadow root has a focus of its own.
    const { activeElement } = (menu.current?.getRootNode() ?? {}) as Partial<Document>;
    const at = all.indexOf(activeElement as HTMLElement);
    if (key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (key === 'ArrowUp') all.at(at <= 0 ? -1 : at - 1)?.focus();
    else if (key === 'Home') all[0]?.focus();
    else if (key === 'End') all.at(-1)?.focus();
    else if (key.length === 1 && key !== ' ') {
      const { word, at: before } = typed.current;
      const now = event.timeStamp;
      const letters = (now - before < wordTimeout ? word : '') + key.toLowerCase();
      typed.current = { word: letters, at: now };
      // One letter goes on to the next; more of them may mean the item that has the focus.
      const from = at + (letters.length === 1 ? 1 : 0);
      const round = [...all.slice(from), ...all.slice(0, from)];
      round
        .find(({ textContent }) => textContent.trim().toLowerCase().startsWith(letters))
        ?.focus();
      event.preventDefault();
      event.stopPropagation();
      return;
    } else return;
    typed.current.word = '';
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    ref: useCallback((element) => {
      menu.current = element;
    }, []),
    onKeyDown,
    focusItem: (which) =>
      items()
        .at(which === 'first' ? 0 : -1)
        ?.focus(),
  };
}
