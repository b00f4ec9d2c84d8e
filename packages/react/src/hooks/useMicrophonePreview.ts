import { useEffect } from 'react';
import type { MicrophoneCheck } from './useMicrophoneCheck.ts';
import { useAudioLevel } from './useAudioLevel.ts';
import { useMicrophoneCheck } from './useMicrophoneCheck.ts';
import { useVoice } from './useVoice.ts';

/** How loud the selected microphone is while something shows it. */
export type MicrophonePreview = Pick<MicrophoneCheck, 'state' | 'error' | 'start'>;

/**
 * The level of the selected microphone: the call's own in a call, and one that is opened for it before. It is opened by itself only
 * where the browser says that nobody has to be asked; `start` asks. It is closed when the component unmounts.
 *
 * @param active whether there is a microphone to show
 * @param onLevel told the level, 0 to 1
 */
export function useMicrophonePreview(
  active: boolean,
  onLevel: (level: number) => void,
): MicrophonePreview {
  const idle = useVoice(({ status }) => /^(idle|closed|failed)$/.test(status));
  const { state, error, start } = useMicrophoneCheck({ onLevel });
  useAudioLevel({
    onFrame: (level) => {
      if (active && !idle) onLevel(level);
    },
  });
  useEffect(() => {
    if (!active || !idle) return undefined;
    let over = false;
    const permission = async (): Promise<PermissionStatus | undefined> =>
      (navigator as Partial<Navigator>).permissions?.query({ name: 'microphone' });
    permission().then(
      (status) => {
        if (!over && status?.state === 'granted') void start();
      },
      // A browser that doesn't say would ask.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [active, idle, start]);
  return { state, error, start };
}
