import { scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { VivaVoicePanel } from '../src/index.ts';

// Real shadow roots, real sound and a real focus; the page is one of somebody else, with habits of its own.

/** Counts the open tracks of the browser's own device. */
function watchMicrophone(): { readonly live: () => number; readonly undo: () => void } {
  const tracks: MediaStreamTrack[] = [];
  const ask = MediaDevices.prototype.getUserMedia;
  const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia');
  spy.mockImplementation(async (constraints) => {
    const stream = await ask.call(navigator.mediaDevices, constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  return {
    live: () => tracks.filter(({ readyState }) => readyState === 'live').length,
    undo: () => spy.mockRestore(),
  };
}

function show(html: string, css = ''): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
  onTestFinished(() => {
    style.remove();
    document.body.replaceChildren();
    document.documentElement.className = '';
  });
  document.body.innerHTML = html;
}

function panelOf(selector: string): VivaVoicePanel {
  const found = document.querySelector(selector);
  if (!(found instanceof VivaVoicePanel)) throw new Error(`There is no panel ${selector}.`);
  return found;
}

const inside = (host: Element, selector: string): HTMLElement => {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
};

test('a call from the first click to the removal of the element', async () => {
  const evi = scriptedEvi({ patience: 20_000 });
  const microphone = watchMicrophone();
  const stop = listen(evi);
  onTestFinished(() => {
    stop();
    microphone.undo();
  });
  show('<viva-voice-panel suggestions=\'["Good morning"]\'></viva-voice-panel>');
  const panel = panelOf('viva-voice-panel');
  panel.options = { url: evi.url, thread: 'main' };

  await page.getByRole('button', { name: 'Good morning' }).click();
  const chat = await evi.nextChat();
  await chat.next('user_input');
  chat.hear('Good morning', { fromText: true });
  // The button with the focus is gone, and the transcript has it: a shadow root's own focus counts.
  await vi.waitFor(() =>
    expect(panel.shadowRoot?.activeElement?.className).toContain('vv-transcript'),
  );
  chat.say('Hello to you.', { tones: [{ duration: 60_000 }] });
  await expect.element(page.getByText('Hello to you.')).toBeVisible();
  await page.getByRole('button', { name: 'Stop the assistant' }).click();
  await vi.waitFor(() => expect(panel.state?.assistant).not.toBe('speaking'));
  await page.getByRole('button', { name: 'Hang up' }).click();
  await vi.waitFor(() => expect(panel.state?.connection.status).toBe('closed'));
  expect(microphone.live()).toBe(0);

  await panel.connect();
  expect(microphone.live()).toBe(1);
  panel.remove();
  await vi.waitFor(() => expect(microphone.live()).toBe(0));
});

test('no style of the page reaches in but its tokens, its letters, its theme and its direction', async () => {
  show(
    '<div class="brand"><viva-voice-panel class="one"></viva-voice-panel></div><div dir="rtl" class="dark"><viva-voice-panel class="two"></viva-voice-panel></div>',
    `@layer app { :root { --vv-primary: rgb(1, 2, 3); } }
     .brand { --vv-radius: 3px; text-transform: uppercase; font-family: monospace; }
     button { background: rgb(255, 0, 0) !important; border-radius: 40px !important; }
     * { letter-spacing: 9px; }`,
  );
  await expect.element(page.getByRole('button', { name: 'Start talking' }).first()).toBeVisible();
  const [one, two] = [panelOf('.one'), panelOf('.two')];
  const styleOf = (host: Element, selector: string): CSSStyleDeclaration =>
    getComputedStyle(inside(host, selector));
  const { backgroundColor, letterSpacing, fontFamily, textTransform } = styleOf(one, '.vv-connect');
  expect({ backgroundColor, letterSpacing, fontFamily, textTransform }).toEqual({
    backgroundColor: 'rgb(1, 2, 3)',
    letterSpacing: 'normal',
    fontFamily: 'monospace',
    textTransform: 'none',
  });
  expect(styleOf(one, '.vv-panel').direction).toBe('ltr');
  expect(styleOf(two, '.vv-panel').direction).toBe('rtl');
  expect(styleOf(one, '.vv-panel').backgroundColor).toBe('rgb(255, 255, 255)');
  expect(styleOf(two, '.vv-panel').colorScheme).toBe('dark');
  expect(styleOf(two, '.vv-panel').backgroundColor).not.toBe('rgb(255, 255, 255)');
  document.documentElement.className = 'dark';
  await vi.waitFor(() => expect(styleOf(one, '.vv-panel').colorScheme).toBe('dark'));
  // And the page keeps its own.
  expect(getComputedStyle(document.body).getPropertyValue('--vv-text')).toBe('');
});

test('a closed widget gives the focus back to its launcher', async () => {
  show('<viva-voice-widget open></viva-voice-widget>');
  const widget = document.querySelector('viva-voice-widget');
  await page.getByRole('button', { name: 'Close' }).click();
  await vi.waitFor(() =>
    expect(widget?.shadowRoot?.activeElement?.className).toContain('vv-widget__launcher'),
  );
  expect(widget?.open).toBe(false);
});
