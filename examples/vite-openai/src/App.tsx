import { VoicePanel, VoiceProvider } from '@vivavoce/react';
import '@vivavoce/react/styles.css';
import { openai } from '@vivavoce/realtime';

const service = openai({
  token: '/api/realtime-token',
  instructions: 'Be brief.',
  // Only for the stand-in: see .env.example.
  url: import.meta.env.VITE_OPENAI_URL,
});

export default function App() {
  return (
    <VoiceProvider service={service}>
      <VoicePanel />
    </VoiceProvider>
  );
}
