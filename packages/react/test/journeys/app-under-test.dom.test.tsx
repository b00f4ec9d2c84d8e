import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConnectButton, ConnectionStatus, Transcript, VoiceProvider } from '@vivavoce/react';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { MicrophoneAnswer } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test } from 'vitest';

const App = () => (
  <VoiceProvider url="http://127.0.0.1:8788">
    <ConnectionStatus />
    <ConnectButton />
    <Transcript />
  </VoiceProvider>
);

const evi = scriptedEvi({ url: 'ws://127.0.0.1:8788' });

function show(answer?: MicrophoneAnswer): void {
  const stop = listen(evi);
  const audio = fakeAudio();
  const microphone = fakeMicrophone(answer);
  onTestFinished(() => {
    cleanup();
    microphone.undo();
    audio.undo();
    stop();
  });
  render(<App />);
}

test('what was said is written down', async () => {
  show();
  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  const chat = await evi.nextChat();
  chat.hear('hello', { scores: { Joy: 0.7 } });
  chat.say('Hello to you.');
  chat.endTurn();
  expect(await screen.findByText('Hello to you.')).toBeTruthy();
});

test('a microphone that is refused is said', async () => {
  show('denied');
  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/^Microphone access is blocked/);
});
