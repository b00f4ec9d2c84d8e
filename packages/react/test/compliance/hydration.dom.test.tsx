import { act } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle } from '../support/stage.tsx';
import { Everything } from '../support/everything.tsx';

// Rule: what the server rendered is what the browser renders first; React takes it over without a word.
test('every component hydrates without a warning', async () => {
  const page = (
    <StrictMode>
      <Everything />
    </StrictMode>
  );
  const container = document.createElement('div');
  // What a server may complain of is for `server-rendering.test.ts`: here is a document, as on no server.
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  container.innerHTML = renderToString(page);
  complaints.mockClear();
  const before = container.innerHTML;
  const recovered = vi.fn();
  const root = await act(async () => {
    const hydrated = hydrateRoot(container, page, { onRecoverableError: recovered });
    await settle();
    return hydrated;
  });
  expect(withoutDevices(container.innerHTML)).toBe(withoutDevices(before));
  act(() => root.unmount());
  expect(recovered).not.toHaveBeenCalled();
  expect(complaints).not.toHaveBeenCalled();
});

/** The devices are listed a moment later: no server knows them. */
function withoutDevices(html: string): string {
  return html.replace(/<select.*?<\/select>|<div[^>]*class="vv-device-menu"/g, '');
}
