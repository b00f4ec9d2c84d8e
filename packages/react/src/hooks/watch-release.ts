import type { Undo } from '@vivavoce/core';
import { listen } from './listen.ts';

/** Lets go of what is held. */
export interface Release {
  /** Of what is held by that key, by its `code`; of all that keys hold without one. */
  readonly key: (code?: string) => void;
  readonly pointer: (id: number) => void;
  readonly all: () => void;
}

/**
 * Watches for the release of what is held, in all of these windows, before anybody on the page can keep it to themselves;
 * and for all after which none may come: another window, tab or frame, a dialog, a menu or a drag of the browser's, and
 * Meta, while which macOS tells of no other key that goes up.
 */
export function watchRelease(windows: readonly Window[], release: Release): Undo {
  const undo = windows.flatMap((view) => [
    listen(view, 'keyup', ({ code }: KeyboardEvent) => release.key(code), true),
    listen(
      view,
      'keydown',
      ({ key }: KeyboardEvent) => {
        if (key === 'Meta') release.key();
      },
      true,
    ),
    listen(view, 'contextmenu dragstart', () => release.key(), true),
    listen(
      view,
      'pointerup pointercancel lostpointercapture',
      ({ pointerId }: PointerEvent) => release.pointer(pointerId),
      true,
    ),
    // The window's own blur alone: an element's does not bubble.
    listen(view, 'blur beforeprint beforeunload pagehide', () => release.all()),
    listen(view.document, 'visibilitychange', () => {
      if (view.document.hidden) release.all();
    }),
    beforeDialogs(view, release.all),
  ]);
  return () => undo.forEach((step) => step());
}

/** Dialogs that keep a key's release to themselves. No event tells of them, and while one is open no code runs. */
const dialogs = ['alert', 'confirm', 'prompt'] as const;

const guards = new WeakMap<Window, { readonly tasks: Set<() => void>; readonly restore: Undo }>();

/** Has a task done before such a dialog opens. The window's functions are its own again once nobody waits for one. */
function beforeDialogs(view: Window, task: () => void): Undo {
  const guard = guards.get(view) ?? guardDialogs(view);
  guards.set(view, guard);
  guard.tasks.add(task);
  return () => {
    guard.tasks.delete(task);
    if (guard.tasks.size > 0) return;
    guards.delete(view);
    guard.restore();
  };
}

function guardDialogs(view: Window): { readonly tasks: Set<() => void>; readonly restore: Undo } {
  const tasks = new Set<() => void>();
  const functions = view as unknown as Record<
    string,
    ((...given: unknown[]) => unknown) | undefined
  >;
  const undo = dialogs.map((name) => {
    const own = functions[name];
    const guarded = (...given: unknown[]): unknown => {
      for (const task of [...tasks]) task();
      return own?.apply(view, given);
    };
    // A page may have made them its own, and unchangeable.
    Reflect.set(view, name, guarded);
    return () => {
      if (functions[name] === guarded) Reflect.set(view, name, own);
    };
  });
  return { tasks, restore: () => undo.forEach((step) => step()) };
}
