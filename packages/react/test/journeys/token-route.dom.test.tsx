import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createTokenHandler, tokenCredentials } from '@vivavoce/evi';
import type { TokenHandlerOptions } from '@vivavoce/evi';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Mock } from 'vitest';
import { ConnectButton, ConnectionStatus, VoiceProvider, english } from '../../src/index.ts';
import type { VoiceError, VoiceLabels } from '../../src/index.ts';
import { german } from '../../src/provider/labels/german.ts';

// A route of the app's own, in front of a server: what it refuses is said to the developer and to the person, each in their own words.
const nobody = (): Response => {
  throw new TypeError('nobody there');
};
const refusing = (): Response => Response.json({ message: 'no such key: a-key' }, { status: 401 });
const giving = (): Response => Response.json({ access_token: 'token-1', expires_in: 60 });

const evi = scriptedEvi({ patience: 20_000 });

/** An app whose route has these options, as they are at each request. Returns what was said to the developer. */
function show(
  route: () => Partial<TokenHandlerOptions> & { upstream?: () => Response },
  labels?: VoiceLabels,
): { errors: VoiceError[]; said: Mock } {
  const undo = [listen(evi), fakeAudio().undo, fakeMicrophone().undo, cleanup];
  const said = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => {
    undo.reverse().forEach((step) => step());
    said.mockRestore();
  });
  const errors: VoiceError[] = [];
  const credentials = tokenCredentials('/api/token', {
    fetch: async (_, init) => {
      const { upstream = giving, ...options } = route();
      const handler = createTokenHandler({
        apiKey: 'a-key',
        secretKey: 'a-secret',
        authorize: () => true,
        onError: () => undefined,
        retries: 0,
        fetch: async () => upstream(),
        ...options,
      });
      return handler(new Request('http://app.test/api/token', init));
    },
  });
  render(
    <VoiceProvider
      url={evi.url}
      thread="main"
      credentials={credentials}
      labels={labels}
      reconnect={{ nextDelay: ({ attempt }) => (attempt < 3 ? 0 : null) }}
      onError={(error) => errors.push(error)}
    >
      <ConnectionStatus />
      <ConnectButton />
    </VoiceProvider>,
  );
  return { errors, said };
}

const refusals = {
  'refused by the app': [{ authorize: () => false }, 'connection-unauthorized', 'sign-in'],
  'keys are missing': [{ apiKey: undefined }, 'connection-unauthorized', 'add-keys'],
  'keys are wrong': [{ upstream: refusing }, 'connection-unauthorized', 'check-keys'],
  'the server is unreachable': [{ upstream: nobody }, 'connection-refused', 'check-server'],
} as const;
const sentences = { english, german };

test('each of them has a sentence of its own, for both', async () => {
  const developers = new Set<string>();
  const people = new Set<string>();
  for (const [options, reason, hint] of Object.values(refusals)) {
    for (const labels of Object.values(sentences)) {
      const { errors, said } = show(() => options, labels);
      await userEvent.click(screen.getByRole('button', { name: labels.connect }));
      const alert = await screen.findByText(labels.hints[hint], undefined, { timeout: 20_000 });
      people.add(String(alert.textContent));
      await vi.waitFor(() => expect(errors).toMatchObject([{ reason, hint }]), 20_000);
      expect(said.mock.calls).toEqual([[errors[0]?.message]]);
      developers.add(String(errors[0]?.message));
      expect(JSON.stringify([errors, said.mock.calls])).not.toContain('a-key');
      cleanup();
      said.mockClear();
    }
  }
  expect([developers.size, people.size]).toEqual([4, 8]);
});

test('a route that loses its keys in the middle of a call ends it with that reason', async () => {
  let apiKey: string | undefined = 'a-key';
  show(() => ({ apiKey }));
  await userEvent.click(screen.getByRole('button', { name: english.connect }));
  const chat = await evi.nextChat();
  expect(chat.query.get('access_token')).toBe('token-1');
  await screen.findByText(english.status.connected, undefined, { timeout: 20_000 });
  apiKey = undefined;
  chat.drop();
  await screen.findByText(english.hints['add-keys'], undefined, { timeout: 20_000 });
});
