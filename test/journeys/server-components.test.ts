import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';

// React's own loader decides what a Server Component gets of the package as it is built: a reference to what runs in the
// browser, or the thing itself.
const home = join(root, 'packages/react');

/** React's loader wants text where Node reads bytes, and looks for source maps at addresses that are none. */
const asText = `data:text/javascript,${encodeURIComponent(String.raw`
  export async function load(url, context, next) {
    const read = await next(url, context);
    if (read.format !== 'module') return read;
    const source = Buffer.from(read.source).toString().replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '');
    return { ...read, source };
  }
`)}`;

function onServer<Result>(script: string): Result {
  const loader = `
    import { register } from 'node:module';
    import { createElement } from 'react';
    import { renderToPipeableStream } from 'react-server-dom-webpack/server';
    register(${JSON.stringify(asText)});
    register('react-server-dom-webpack/node-loader', import.meta.url);
    const kit = await import('@vivavoce/react');
    const { german } = await import('@vivavoce/react/german');
    const isReference = (value) => value?.$$typeof === Symbol.for('react.client.reference');
    const tell = (result) => console.log(JSON.stringify(result));
    ${script}`;
  const args = ['--conditions=react-server', '--input-type=module', '--eval', loader];
  const said = execFileSync(process.execPath, args, {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(said) as Result;
}

test('components and hooks are references to the browser, and everything else is itself', () => {
  const { references, others } = onServer<{ references: string[]; others: string[] }>(`
    const names = Object.keys(kit);
    tell({
      references: names.filter((name) => isReference(kit[name])),
      others: names.filter((name) => !isReference(kit[name])),
    });
  `);
  const isClient = (name: string): boolean =>
    /^(use)?[A-Z]/.test(name) && !/^Voice(Client|Error)$/.test(name);
  expect(references.filter((name) => !isClient(name))).toEqual([]);
  expect(others.filter(isClient)).toEqual([]);
  expect(references.length).toBeGreaterThanOrEqual(30);
  expect(others.toSorted()).toEqual([
    'VoiceClient',
    'VoiceError',
    'defaultReconnectPolicy',
    'emotionColor',
    'english',
    'formatTranscript',
  ]);
});

test('a Server Component reads labels and calls functions, and hands labels to a provider', () => {
  const { page, ...used } = onServer<Record<string, unknown>>(`
    const { text } = await import('node:stream/consumers');
    const { PassThrough } = await import('node:stream');
    const files = new Proxy({}, { get: (_, id) => ({ id, chunks: [], name: '*' }) });
    const page = createElement(kit.VoiceProvider, { labels: german, children: createElement(kit.VoiceWidget) });
    const entry = { id: 'a', turn: 'a', role: 'user', text: 'hello', state: 'final', source: 'speech', scores: null,
      receivedAt: 0, spokenAt: 0, time: { begin: 0, end: 900 }, heard: null, toolCalls: [] };
    tell({
      english: kit.english.connect,
      german: german.connect,
      transcript: kit.formatTranscript([entry], 'text', { labels: german }),
      color: kit.emotionColor('Joy'),
      delay: typeof kit.defaultReconnectPolicy.nextDelay,
      client: new kit.VoiceClient().state.connection.status,
      page: await text(renderToPipeableStream(page, files).pipe(new PassThrough())),
    });
  `);
  expect(used).toEqual({
    english: 'Start talking',
    german: 'Gespräch beginnen',
    transcript: 'Du: hello\n',
    color: expect.stringMatching(/^oklch\(/) as string,
    delay: 'function',
    client: 'idle',
  });
  for (const part of ['#VoiceProvider', '#VoiceWidget', '"connect":"Gespräch beginnen"'])
    expect(page).toContain(part);
});
