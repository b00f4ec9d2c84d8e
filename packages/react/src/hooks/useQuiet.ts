import { useContext } from 'react';
import { QuietContext } from '../provider/voice-context.ts';

export { QuietContext } from '../provider/voice-context.ts';

/** Whether a status here is only to be seen, since another one of the page is heard. */
export function useQuiet(): boolean {
  return useContext(QuietContext);
}
