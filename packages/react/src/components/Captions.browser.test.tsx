import { expect, test } from 'vitest';
import { browserStage } from '../../test/support/call-in-chromium.tsx';
import { Captions } from './Captions.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import { LiveCaption } from './LiveCaption.tsx';

test('the sentence that is played is shown, word by word once the pace is known, and announced when it has been heard', async () => {
  const page = (
    <>
      <ConnectButton />
      <Captions data-testid="captions" />
      <LiveCaption data-testid="live" />
    </>
  );
  const { screen, nextChat } = await browserStage(page, { microphone: false }, true);
  await screen.getByRole('button', { name: 'Start talking' }).click();
  const chat = await nextChat();
  await expect.element(screen.getByRole('button', { name: 'Hang up' })).toBeVisible();
  const captions = screen.getByTestId('captions');
  const live = screen.getByTestId('live').element();
  const said = (): string | null | undefined =>
    captions.element().querySelector('.vv-captions__said')?.textContent;
  chat.hear('Tell me a story', { fromText: true });
  chat.say('Once upon a time.', { tones: [{ duration: 500 }] });
  chat.say('There was a small machine that talked.', { tones: [{ duration: 1500 }] });
  chat.endTurn();
  await expect.element(captions).toHaveTextContent('Once upon a time.');
  // Nobody knows yet how fast the assistant speaks.
  expect([said(), live.textContent]).toEqual(['Once upon a time.', '']);
  await expect.element(captions).toHaveTextContent('There was a small machine that talked.');
  await expect.poll(said).toMatch(/^There(?!.*talked)/);
  expect([captions.element().dataset['state'], live.textContent]).toEqual(['assistant', '']);
  await expect
    .poll(() => live.textContent, { timeout: 4000 })
    .toBe('Assistant: Once upon a time. There was a small machine that talked.');
  expect(captions.element().dataset['state']).toBe('empty');
});
