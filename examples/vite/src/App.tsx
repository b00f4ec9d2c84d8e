import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import '@vivavoce/react/styles.css';

export default function App() {
  return (
    <VoiceProvider url="http://127.0.0.1:8788">
      <VoicePanel />
    </VoiceProvider>
  );
}
