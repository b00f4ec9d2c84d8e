import { AudioVisualizer, VoiceProvider } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import type { App } from './app.ts';
import { Connect } from './Connect.tsx';

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
