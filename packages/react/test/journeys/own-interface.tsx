import {
  VoiceProvider,
  useDevices,
  useLabels,
  usePushToTalk,
  useTool,
  useTranscript,
  useVoice,
  useVoiceMetrics,
} from '@vivavoce/react';
import { useState } from 'react';
import type { ReactNode } from 'react';

function Conversation() {
  const { status, error, connect, disconnect } = useVoice();
  const { turns } = useTranscript();
  const { talking, handlers } = usePushToTalk({ shortcut: 'KeyT' });
  const { microphones, microphoneId, setMicrophone } = useDevices();
  const responseDelay = useVoiceMetrics()?.turn?.responseDelay;
  const { hints } = useLabels();
  const [items, setItems] = useState<string[]>([]);
  useTool({
    name: 'add_item',
    description: 'Puts something on the shopping list.',
    parameters: { type: 'object', properties: { item: { type: 'string' } }, required: ['item'] },
    handler: ({ item }) => {
      setItems((before) => [...before, String(item)]);
      return 'It is on the list.';
    },
  });
  const up = status === 'connected' || status === 'reconnecting';
  return (
    <main>
      <button onClick={() => void (up ? disconnect() : connect())}>
        {up ? 'Hang up' : 'Call'}
      </button>
      {up && <button {...handlers}>{talking ? 'Talking' : 'Hold to talk'}</button>}
      <select
        aria-label="Microphone"
        value={microphoneId ?? ''}
        onChange={({ target }) => void setMicrophone(target.value || null)}
      >
        <option value="">Default</option>
        {microphones
          .filter(({ id }) => id)
          .map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
      </select>
      {error && <p role="alert">{hints[error.hint]}</p>}
      <ol>
        {turns.map(({ id, role, entries }) => (
          <li key={id}>
            {role}: {entries.map(({ text }) => text).join(' ')}
          </li>
        ))}
      </ol>
      <ul aria-label="Shopping list">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      {responseDelay != null && <p>Answered after {Math.round(responseDelay)} ms</p>}
    </main>
  );
}

export default function App(): ReactNode {
  return (
    <VoiceProvider url="http://127.0.0.1:8788" pushToTalk>
      <Conversation />
    </VoiceProvider>
  );
}
