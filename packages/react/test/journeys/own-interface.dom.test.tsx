import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test } from 'vitest';
import App from './own-interface.tsx';

const evi = scriptedEvi({ url: 'ws://127.0.0.1:8788' });

function show(): void {
  const stop = listen(evi);
  const audio = fakeAudio();
  const microphone = fakeMicrophone();
  onTestFinished(() => {
    cleanup();
    microphone.undo();
    audio.undo();
    stop();
  });
  render(<App />);
}

test('the interface that the reference makes of hooks alone calls, talks, writes down, uses its tool and hangs up', async () => {
  show();
  await userEvent.click(screen.getByRole('button', { name: 'Call' }));
  const chat = await evi.nextChat();
  const hold = await screen.findByRole('button', { name: 'Hold to talk' });
  await userEvent.pointer({ target: hold, keys: '[MouseLeft>]' });
  expect(await screen.findByRole('button', { name: 'Talking' })).toBe(hold);
  await userEvent.pointer({ target: hold, keys: '[/MouseLeft]' });

  chat.hear('put milk on the list');
  chat.callTool('add_item', { item: 'milk' });
  expect((await chat.next('tool_response')).content).toBe('It is on the list.');
  const list = screen.getByRole('list', { name: 'Shopping list' });
  expect(await within(list).findByText('milk')).toBeTruthy();
  chat.say('Done.');
  chat.say('Anything else?');
  chat.endTurn();
  expect(await screen.findByText(/^assistant: .*Done\. Anything else\?$/)).toBeTruthy();

  chat.fail('broken', 'Broken.');
  expect((await screen.findByRole('alert')).textContent).not.toBe('');
  await userEvent.click(screen.getByRole('button', { name: 'Hang up' }));
  expect((await chat.ended).code).toBe(1000);
});
