import { useEffect, useSyncExternalStore } from 'react';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** The windows besides the page's own in which the conversation stands, `another` among them. The same ones are the same array. */
export function useWindows(another: Window | null): readonly Window[] {
  const { windows } = useVoiceBinding();
  useEffect(() => windows.enter(another), [windows, another]);
  return useSyncExternalStore(windows.subscribe, windows.others, windows.others);
}
