import { AudioVisualizer, VoiceProvider, useVoice } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import { useEffect } from 'react';
import type { App } from './app.ts';

/** A conversation with nothing to see but its sound, in that shape; without one, nothing at all. */
export function visualizer(shape?: 'bars' | 'wave' | 'orb'): App {
  return function Visualizer({ url, onConnected }) {
    return (
      <VoiceProvider url={url}>
        <Connect onConnected={onConnected} />
        {shape && <AudioVisualizer shape={shape} />}
      </VoiceProvider>
    );
  };
}

function Connect({ onConnected }: { onConnected: () => void }) {
  const connect = useVoice((voice) => voice.connect);
  const connected = useVoice((voice) => voice.status === 'connected');
  useEffect(() => void connect(), [connect]);
  useEffect(() => {
    if (connected) onConnected();
  }, [connected, onConnected]);
  return null;
}
