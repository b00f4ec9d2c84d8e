// An app as somebody would write it, under a policy that allows no `blob:`: every script is a file of its own. Gemini's page allows one
// for its Worker, whose script travels within the package.
import capture from '@vivavoce/core/assets/capture-processor.js?url&no-inline';
import playback from '@vivavoce/core/assets/playback-processor.js?url&no-inline';
import {
  ConnectButton,
  ConnectionStatus,
  TextInput,
  Transcript,
  VoiceProvider,
  useTool,
  useVoiceEvent,
} from '@vivavoce/react';
import { gemini, openai } from '@vivavoce/realtime';
import openaiWorker from '@vivavoce/realtime/assets/openai-worker.js?url&no-inline';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const params = new URLSearchParams(location.search);
const [make, voiceWorker] = params.get('service') === 'openai' ? [openai, openaiWorker] : [gemini];
const service = make({
  url: params.get('url'),
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
  instructions: 'Be brief.',
});
const assets = { captureProcessor: capture, playbackProcessor: playback, voiceWorker };

function Weather() {
  const [city, setCity] = useState('');
  useTool({
    name: 'weather',
    description: 'Tells the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    handler: ({ city }) => {
      setCity(city);
      return `Sunny in ${city}.`;
    },
  });
  return <p aria-label="Asked for">{city}</p>;
}

function Faults() {
  const [faults, setFaults] = useState([]);
  const add = (text) => setFaults((before) => [...before, text]);
  useVoiceEvent('warning', ({ message }) => add(message));
  useVoiceEvent('error', ({ error }) => add(`${error.reason}: ${error.message}`));
  return <p aria-label="Faults">{faults.join(' | ')}</p>;
}

createRoot(document.getElementById('root')).render(
  <VoiceProvider service={service} assets={assets}>
    <ConnectionStatus />
    <ConnectButton />
    <Transcript />
    <TextInput />
    <Weather />
    <Faults />
  </VoiceProvider>,
);
