import { useVoice } from '@vivavoce/react';
import { useEffect } from 'react';

/** Begins the call as soon as the page is there, and tells when it is connected. */
export function Connect({ onConnected }: { onConnected: () => void }) {
  const connect = useVoice((voice) => voice.connect);
  const connected = useVoice((voice) => voice.status === 'connected');
  useEffect(() => void connect(), [connect]);
  useEffect(() => {
    if (connected) onConnected();
  }, [connected, onConnected]);
  return null;
}
