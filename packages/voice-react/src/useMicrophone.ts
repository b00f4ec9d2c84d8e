import { useEffect, useInsertionEffect, useMemo, useState } from 'react';
import type { FftStore } from './fft-store.ts';
import { Recorder } from './recorder.ts';
import type { MicrophoneProps } from './recorder.ts';
import { useOnRead } from './useOnRead.ts';

/** Records a stream of the app's own, for `useVoiceClient().sendAudio`. The call of a `VoiceProvider` needs none of it. */
export const useMicrophone = (
  props: MicrophoneProps,
): {
  start: (stream: MediaStream, sharedAudioContext?: AudioContext) => void;
  stop: (maxAttempts?: number, delayMs?: number) => Promise<void>;
  mute: () => void;
  unmute: () => void;
  isMuted: boolean;
  fft: number[];
  fftStore: FftStore;
} => {
  const [recorder] = useState(() => new Recorder(props));
  useInsertionEffect(() => recorder.keep(props));
  const [isMuted, setMuted] = useState(false);
  const [fft, takeFft] = useOnRead(recorder.fftStore);
  useEffect(() => () => void recorder.stop(), [recorder]);
  return useMemo(() => {
    const mute = (muted: boolean): void => {
      recorder.enable(!muted);
      setMuted(muted);
    };
    return {
      start: recorder.start,
      stop: () => {
        setMuted(false);
        return recorder.stop();
      },
      mute: () => mute(true),
      unmute: () => mute(false),
      isMuted,
      fftStore: recorder.fftStore,
      get fft() {
        return takeFft() as number[];
      },
    };
    // Another object with each frame, where somebody reads it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [recorder, isMuted, takeFft, fft]);
};
