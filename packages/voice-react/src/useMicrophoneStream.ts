import { useCallback, useRef, useState } from 'react';

/** Whether the person has allowed the microphone. */
export type PermissionStatus = 'prompt' | 'granted' | 'denied';

/** Opens a microphone. The one that was open before is released. */
export const useMicrophoneStream = (): {
  getStream: (audioConstraints: MediaTrackConstraints) => Promise<MediaStream>;
  stopStream: () => void;
  permission: PermissionStatus;
} => {
  const [permission, setPermission] = useState<PermissionStatus>('prompt');
  const open = useRef<MediaStream | null>(null);
  const stopStream = useCallback(() => {
    open.current?.getTracks().forEach((track) => track.stop());
    open.current = null;
  }, []);
  const getStream = useCallback(
    async (constraints: MediaTrackConstraints) => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: {
            echoCancellation: true,
            noiseSuppression: true,
            autoGainControl: true,
            ...constraints,
          },
        });
        stopStream();
        open.current = stream;
        setPermission('granted');
        return stream;
      } catch (error) {
        if ((error as Partial<Error> | null)?.name === 'NotAllowedError') setPermission('denied');
        throw error;
      }
    },
    [stopStream],
  );
  return { getStream, stopStream, permission };
};
