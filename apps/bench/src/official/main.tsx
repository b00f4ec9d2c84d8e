import { VoiceProvider, useVoice } from '@humeai/voice-react';
import { HumeClient } from 'hume';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

// The smallest app on the official React package, and on the official SDK's REST client, for the journey that has them talk to our server. The server's address stands in
// the page's own: `#http://127.0.0.1:8788`.

/** Makes a Config, reads it back, deletes it, and asks for one that is not there. */
async function useRest(): Promise<string> {
  const base = location.hash.slice(1);
  const evi = `${base.replace(/^http/, 'ws')}/v0/evi`;
  const environment = { base, evi, tts: evi, stream: evi };
  const { configs } = new HumeClient({
    apiKey: 'any-key',
    environment,
    maxRetries: 0,
  }).empathicVoice;
  const { id = '' } = await configs.createConfig({ eviVersion: '3', name: 'Of a page' });
  const names: (string | undefined)[] = [];
  for await (const { name } of await configs.listConfigs()) names.push(name);
  await configs.deleteConfig(id);
  const gone = await configs.getConfigVersion(id, 0).then(
    () => 'still there',
    (error: unknown) => (error as { statusCode?: number }).statusCode,
  );
  return `${names.join()} ${String(gone)}`;
}

function Conversation() {
  const [rest, setRest] = useState('');
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
      <button
        onClick={() => {
          useRest().then(setRest, (error: unknown) => setRest(String(error)));
        }}
      >
        REST
      </button>
      <p data-testid="rest">{rest}</p>
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
