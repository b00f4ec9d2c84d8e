import { VoiceProvider, useVoice } from '@humeai/voice-react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

// The smallest app on the official React package, for the journey that has it talk to our server. The server's address stands in
// the page's own: `#http://127.0.0.1:8788`.

function Conversation() {
  const { connect, disconnect, status, messages, sendUserInput, isPlaying } = useVoice();
  const [text, setText] = useState('');
  const said = messages.flatMap((message) =>
    message.type === 'user_message' || message.type === 'assistant_message'
      ? [`${message.message.role}: ${message.message.content ?? ''}`]
      : [],
  );
  return (
    <>
      <button
        onClick={() => {
          void connect({
            auth: { type: 'apiKey', value: 'any-key' },
            hostname: location.hash.slice(1),
          });
        }}
      >
        Connect
      </button>
      <button
        onClick={() => {
          void disconnect();
        }}
      >
        Disconnect
      </button>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sendUserInput(text);
        }}
      >
        <input aria-label="Text" value={text} onChange={(event) => setText(event.target.value)} />
      </form>
      <p data-testid="status">{status.value}</p>
      <p data-testid="playing">{String(isPlaying)}</p>
      <ol>
        {said.map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ol>
    </>
  );
}

createRoot(document.getElementById('root') ?? document.body).render(
  // Its worklet would be loaded from the network.
  <VoiceProvider
    enableAudioWorklet={false}
    onError={({ message }) => document.body.setAttribute('data-error', message)}
  >
    <Conversation />
  </VoiceProvider>,
);
