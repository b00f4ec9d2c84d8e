import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import { gemini } from '@vivavoce/realtime';

const service = gemini({
  token: '/api/realtime-token',
  instructions: 'Be brief.',
  // Only for the stand-in: see .env.example.
  url: import.meta.env.VITE_GEMINI_URL,
});

export default function App() {
  return (
    <VoiceProvider service={service}>
      <VoicePanel />
    </VoiceProvider>
  );
}
