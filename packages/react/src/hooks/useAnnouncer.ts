import type { Undo } from '@vivavoce/core';
import { useCallback, useRef } from 'react';
import type { Announced } from '../provider/announcers.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

export type { Announced, Announcers } from '../provider/announcers.ts';

/** A ref for an element that announces something: the conversation's widget is silent where this one is heard. */
export function useAnnouncer(what: Announced): (element: Element | null) => void {
  const { announcers } = useVoiceBinding();
  const leave = useRef<Undo | null>(null);
  return useCallback(
    (element) => {
      leave.current?.();
      leave.current = element && announcers.add(what, element);
    },
    [announcers, what],
  );
}
