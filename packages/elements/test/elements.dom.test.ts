import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type { FakeMicrophone, ScriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { VivaVoicePanel } from '../src/index.ts';
import type { VoiceElement } from '../src/index.ts';

// Pages of plain DOM: nothing here knows of React.

interface Stage {
  readonly evi: ScriptedEvi;
  readonly microphone: FakeMicrophone;
}

function stage(html: string): Stage {
  const evi = scriptedEvi({ url: 'ws://evi.test', patience: 20_000 });
  const microphone = fakeMicrophone();
  const undo = [listen(evi), fakeAudio().undo, microphone.undo];
  onTestFinished(async () => {
    const places = [...document.querySelectorAll('*')].flatMap(
      ({ shadowRoot }) => shadowRoot?.querySelector('.vv-host') ?? [],
    );
    document.body.replaceChildren();
    document.documentElement.removeAttribute('lang');
    // They hang up at the end of the task, and React does its work in tasks of its own: each begins at most one more, and none may be
    // left when the page goes.
    await vi.waitFor(() => {
      expect(microphone.live).toBe(0);
      expect(places.map(({ childElementCount }) => childElementCount)).toEqual(places.map(() => 0));
    });
    for (let task = 0; task < 20; task += 1) await new Promise((settle) => setImmediate(settle));
    undo.forEach((step) => step());
  });
  document.body.innerHTML = html;
  return { evi, microphone };
}

function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag] {
  const found = document.querySelector(tag);
  if (!found) throw new Error(`There is no ${tag}.`);
  return found;
}

const textOf = (host: VoiceElement): string =>
  host.shadowRoot?.querySelector('.vv-host')?.textContent ?? '';

const button = (host: VoiceElement, name: string): HTMLButtonElement | undefined =>
  [...(host.shadowRoot?.querySelectorAll('button') ?? [])].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
  );

test('a tag alone brings the whole conversation, and its events', async () => {
  const { evi, microphone } = stage('<viva-voice-panel url="ws://evi.test"></viva-voice-panel>');
  const panel = element('viva-voice-panel');
  const told: string[] = [];
  for (const type of ['connect', 'disconnect', 'message', 'statechange'] as const)
    panel.addEventListener(type, ({ detail }) => {
      if (type !== 'statechange') told.push(`${type} ${'status' in detail ? detail.status : ''}`);
    });
  await vi.waitFor(() => expect(button(panel, 'Start talking')).toBeTruthy());
  button(panel, 'Start talking')?.click();
  const chat = await evi.nextChat();
  chat.hear('hello');
  chat.say('Hello to you.');
  await vi.waitFor(() => expect(textOf(panel)).toContain('Hello to you.'));
  await vi.waitFor(() => expect(told).toContain('connect connected'));
  expect(told).toContain('message ');
  expect(microphone.live).toBe(1);
  button(panel, 'Hang up')?.click();
  await vi.waitFor(() => expect(told.at(-1)).toBe('disconnect closed'));
  expect(microphone.live).toBe(0);
});

test('a transcript elsewhere shows the conversation that it names, whichever of the two comes first', async () => {
  const { evi } = stage(`
    <viva-voice-transcript for="call"></viva-voice-transcript>
    <viva-voice-panel id="call" url="ws://evi.test"></viva-voice-panel>`);
  const [transcript, panel] = [element('viva-voice-transcript'), element('viva-voice-panel')];
  expect(transcript.client).toBe(panel.client);
  await transcript.connect();
  expect(evi.chats).toHaveLength(1);
  (await evi.nextChat()).say('For both.');
  await vi.waitFor(() => expect(textOf(transcript)).toContain('For both.'));
  expect(textOf(panel)).toContain('For both.');

  transcript.for = 'nobody';
  expect(transcript.client).toBeNull();
  expect(() => transcript.interrupt()).toThrow(
    /no element with a conversation has the id "nobody"/,
  );
  await expect(transcript.connect()).rejects.toMatchObject({ reason: 'usage' });
  await vi.waitFor(() => expect(textOf(transcript)).toBe(''));
  panel.id = 'nobody';
  await vi.waitFor(() => expect(textOf(transcript)).toContain('For both.'));

  // In a circle there is none.
  panel.setAttribute('for', 'other');
  transcript.id = 'other';
  expect([panel.client, transcript.client]).toEqual([null, null]);
});

test('an element that is moved stays in its call, and one that is removed lets go of the microphone', async () => {
  const { microphone } = stage(
    '<viva-voice-panel url="ws://evi.test"></viva-voice-panel><main></main>',
  );
  const panel = element('viva-voice-panel');
  const ended = vi.fn();
  panel.addEventListener('disconnect', ended);
  await panel.connect();
  document.querySelector('main')?.append(panel);
  await new Promise((settle) => setTimeout(settle));
  expect(panel.state?.connection.status).toBe('connected');
  expect(ended).not.toHaveBeenCalled();

  panel.remove();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
  expect(microphone.live).toBe(0);
  await expect(panel.connect()).rejects.toThrow('the element is not in the document');

  document.body.append(panel);
  await panel.connect();
  expect(microphone.live).toBe(1);
});

test('what is set before the element is defined holds', async () => {
  const { evi } = stage('<late-panel></late-panel>');
  const credentials = vi.fn(() => ({ accessToken: 'a-token' }));
  const early = document.querySelector('late-panel') as VivaVoicePanel;
  Object.assign(early, {
    url: 'ws://evi.test',
    credentials,
    suggestions: ['One', 'Two'],
    configId: 'a-config',
  });
  customElements.define('late-panel', class extends VivaVoicePanel {});
  expect([...document.body.innerHTML.matchAll(/[\w-]+(?==)/g)].map(String)).toEqual(
    expect.arrayContaining(['url', 'suggestions', 'config-id']),
  );
  await vi.waitFor(() => expect(button(early, 'Two')).toBeTruthy());
  await early.connect();
  const chat = await evi.nextChat();
  expect(Object.fromEntries(chat.query)).toMatchObject({
    access_token: 'a-token',
    config_id: 'a-config',
  });
});

test('tools are announced beside those of the options, and a call is answered and told of', async () => {
  const { evi } = stage('<viva-voice-panel url="ws://evi.test"></viva-voice-panel>');
  const panel = element('viva-voice-panel');
  const [calls, errors] = [vi.fn(), vi.fn()];
  // React says it as well.
  const reported = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => reported.mockRestore());
  panel.addEventListener('toolcall', ({ detail }) => void calls(detail.name));
  panel.addEventListener('error', ({ detail }) => void errors(detail.reason));
  panel.options = {
    session: { tools: [{ type: 'function', name: 'of_the_app', parameters: '{}' }] },
  };
  panel.tools = [
    { name: 'add', parameters: { type: 'object' }, handler: ({ a, b }) => Number(a) + Number(b) },
    { name: 'no name', parameters: {}, handler: () => null },
  ];
  await vi.waitFor(() => expect(errors.mock.calls).toContainEqual(['usage']));
  await panel.connect();
  const chat = await evi.nextChat();
  await vi.waitFor(() =>
    expect(
      chat.received.flatMap((message) =>
        message.type === 'session_settings' ? (message.tools ?? []).map(({ name }) => name) : [],
      ),
    ).toEqual(expect.arrayContaining(['of_the_app', 'add'])),
  );
  chat.callTool('add', { a: 1, b: 2 });
  expect(await chat.next('tool_response')).toMatchObject({ content: '3' });
  expect(calls.mock.calls).toEqual([['add']]);
});

test('a page of another host that names no server is told, once, where its calls go', async () => {
  const said = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => said.mockRestore());
  stage(
    '<viva-voice-panel></viva-voice-panel><viva-voice-widget url="ws://evi.test"></viva-voice-widget><viva-voice-transcript></viva-voice-transcript>',
  );
  onTestFinished(listen(scriptedEvi({ url: 'ws://127.0.0.1:8788', patience: 20_000 })));
  const call = async (tag: keyof HTMLElementTagNameMap): Promise<void> => {
    const host = element(tag) as unknown as VoiceElement;
    await host.connect().catch(() => undefined);
    await host.disconnect();
  };
  await call('viva-voice-transcript');
  // The developer's own machine is the one that is meant.
  expect(said.mock.calls).toEqual([]);
  const elsewhere = vi.spyOn(window, 'location', 'get');
  onTestFinished(() => elsewhere.mockRestore());
  elsewhere.mockReturnValue({ ...window.location, hostname: 'app.example.com' });
  await call('viva-voice-widget');
  expect(said.mock.calls).toEqual([]);
  await call('viva-voice-panel');
  await call('viva-voice-panel');
  expect(said.mock.calls).toEqual([
    [expect.stringMatching(/<viva-voice-panel> has no url.*app\.example\.com.*url="\/voice"/)],
  ]);
});

test('texts are in the language of the place, or the app’s own', async () => {
  stage('<viva-voice-panel></viva-voice-panel>');
  const panel = element('viva-voice-panel');
  const place = panel.shadowRoot?.querySelector<HTMLElement>('.vv-host');
  await vi.waitFor(() => expect(button(panel, 'Start talking')).toBeTruthy());
  document.documentElement.lang = 'de-CH';
  await vi.waitFor(() => expect(button(panel, 'Gespräch beginnen')).toBeTruthy());
  expect(place?.lang).toBe('de');
  // What stands in it is English, and is read as such.
  panel.lang = 'fr';
  await vi.waitFor(() => expect(button(panel, 'Start talking')).toBeTruthy());
  expect(place?.lang).toMatch(/^en/);
  const { english } = await import('@vivavoce/react');
  panel.labels = { ...english, connect: 'Talk to us' };
  await vi.waitFor(() => expect(button(panel, 'Talk to us')).toBeTruthy());
});

test('a widget opens by its attribute and tells when the user does it', async () => {
  stage('<viva-voice-widget title="Ask us" greeting="Hello!" side="start"></viva-voice-widget>');
  const widget = element('viva-voice-widget');
  const told = vi.fn();
  widget.addEventListener('openchange', ({ detail }) => void told(detail.open));
  const dialog = (): HTMLDialogElement | null | undefined =>
    widget.shadowRoot?.querySelector('dialog');
  await vi.waitFor(() => expect(textOf(widget)).toContain('Ask us'));
  expect(widget.shadowRoot?.querySelector('.vv-widget')?.getAttribute('data-side')).toBe('start');
  button(widget, 'Open voice assistant')?.click();
  await vi.waitFor(() => expect(dialog()?.open).toBe(true));
  expect([widget.open, told.mock.calls]).toEqual([true, [[true]]]);
  expect(textOf(widget)).toContain('Hello!');
  widget.removeAttribute('open');
  await vi.waitFor(() => expect(dialog()?.open).toBe(false));
});

test('attributes and properties are one, as frameworks set them', () => {
  stage('<viva-voice-widget></viva-voice-widget>');
  const widget = element('viva-voice-widget');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  expect([widget.modal, widget.side, widget.scores, widget.url]).toEqual([
    undefined,
    'end',
    false,
    null,
  ]);
  Object.assign(widget, { modal: '', scores: '', side: 'start', url: undefined });
  expect([widget.modal, widget.side, widget.scores, widget.url]).toEqual([
    true,
    'start',
    true,
    null,
  ]);
  widget.modal = false;
  widget.scores = false;
  expect([widget.getAttribute('modal'), widget.getAttribute('scores')]).toEqual(['false', null]);
  widget.setAttribute('suggestions', 'One, two');
  expect(widget.suggestions).toEqual([]);
  expect(widget.suggestions).toEqual([]);
  // Once for each, not at every look.
  expect(warn.mock.calls).toHaveLength(1);
  expect(warn.mock.calls.flat().join()).toContain('no JSON array');
});

test('options that no conversation could be held with are refused, and the last ones hold', () => {
  stage('<viva-voice-panel></viva-voice-panel>');
  const panel = element('viva-voice-panel');
  expect(panel.client).toBeTruthy();
  panel.options = { volume: 0.5 };
  expect(() => {
    panel.options = { volume: 5 };
  }).toThrow(/volume/);
  expect(panel.options).toEqual({ volume: 0.5 });
});

test('an element with impossible options says so, once, and keeps no other from being shown', async () => {
  const errors: string[] = [];
  const told = ({ target, detail }: CustomEvent<{ reason: string }>): void => {
    errors.push(`${(target as Element).id}: ${detail.reason}`);
  };
  // Where it is the markup that is wrong, the error comes before a script could listen to the element.
  document.addEventListener('error', told as never, { capture: true });
  onTestFinished(() => document.removeEventListener('error', told as never, { capture: true }));
  stage(
    '<viva-voice-panel id="bad" url="ws://evi.test" assets="http://["></viva-voice-panel><viva-voice-panel id="good" url="ws://evi.test"></viva-voice-panel>',
  );
  const [bad, good] = [...document.querySelectorAll('viva-voice-panel')];
  if (!bad || !good) throw new Error('There are two.');
  await vi.waitFor(() => expect(button(good, 'Start talking')).toBeTruthy());
  expect(errors).toEqual(['bad: usage']);
  // Mended, it is shown; spoilt in its markup again, it goes on with what it had.
  bad.removeAttribute('assets');
  await vi.waitFor(() => expect(button(bad, 'Start talking')).toBeTruthy());
  bad.setAttribute('assets', 'http://[');
  expect(errors).toEqual(['bad: usage', 'bad: usage']);
  expect(button(bad, 'Start talking')).toBeTruthy();
});

test('a greeting of the page’s own is shown when it comes, and no more when it goes', async () => {
  stage('<viva-voice-panel url="ws://evi.test"></viva-voice-panel>');
  const panel = element('viva-voice-panel');
  const slots = () => panel.shadowRoot?.querySelectorAll('slot[name="greeting"]').length;
  await vi.waitFor(() => expect(button(panel, 'Start talking')).toBeTruthy());
  expect(slots()).toBe(0);
  const greeting = document.createElement('p');
  greeting.slot = 'greeting';
  panel.append(greeting);
  await vi.waitFor(() => expect(slots()).toBe(1));
  greeting.remove();
  await vi.waitFor(() => expect(slots()).toBe(0));
});
