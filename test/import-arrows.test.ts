import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

/** What each package may import from outside itself. `node:` is the server's and the scripts' alone. */
const packages: Record<string, (string | RegExp)[]> = {
  'packages/evi': ['valibot'],
  // RNNoise travels inside an entry of its own.
  'packages/core': ['@vivavoce/evi', /^simple-rnnoise-wasm\/.*inline-bytes$/],
  'packages/react': ['@vivavoce/core', 'zustand', 'react', 'react-dom'],
  'packages/realtime': ['@vivavoce/evi', '@vivavoce/core'],
  'packages/voice-react': ['@vivavoce/evi', '@vivavoce/core', 'react'],
  // The stylesheet for shadow roots is made by the build.
  'packages/elements': ['@vivavoce/react', 'react', 'react-dom', 'virtual:sheets'],
  'packages/server': ['@vivavoce/evi', /^node:/, ...dependenciesOf('packages/server')],
  'packages/create': [/^node:/],
  // Never core: a double that shared our client's code would hide its faults.
  // Of the services' own clients it has their types alone.
  'packages/testing': [
    '@vivavoce/evi',
    'msw',
    '@mswjs/interceptors',
    'ws',
    // To put a service on a port.
    'node:http',
    'openai/resources',
    '@google/genai',
  ],
  'apps/demo': [
    '@vivavoce/react',
    '@vivavoce/realtime',
    /^@fontsource/,
    '@vivavoce/testing',
    'virtual:gallery-reference',
    'react',
    'react-dom',
  ],
};

/** In core's session: what is told of it, and how sound is written. */
const told = ['messages', 'conversation', 'metrics', 'base64'].map((name) => `session/${name}`);

/** Inside a package: what the files of a folder may import besides each other. */
const folders: Record<string, Record<string, string[]>> = {
  'packages/core': {
    base: [],
    audio: ['base'],
    // What runs in other threads, as text.
    scripts: [
      'base',
      'worklets/capture-processor',
      'worklets/playback-processor',
      'session/host/voice-worker',
    ],
    worklets: ['base', 'audio', 'scripts'],
    transport: ['base'],
    session: ['base', 'audio', 'transport', 'worklets/messages'],
    // The way up and the way down know nothing of each other, and neither of what runs them.
    'session/line': ['base', 'transport', ...told],
    'session/playback': ['base', 'audio', 'worklets/messages', ...told],
    'session/turn': ['base', 'session/line', 'session/playback', ...told],
    devices: ['base', 'audio', 'worklets'],
    recording: ['base', 'audio'],
    client: [
      'base',
      'audio',
      'scripts',
      'worklets',
      'transport',
      'session',
      'devices',
      'recording',
    ],
  },
  'packages/realtime': {
    translator: [],
    token: ['models'],
    openai: ['translator', 'token', 'service', 'models'],
    gemini: ['translator', 'token', 'service', 'models'],
    live: ['translator'],
    model: ['translator', 'openai', 'gemini'],
    // What a server has of it: no page, no token.
    upstream: ['translator', 'openai', 'gemini', 'live', 'model', 'models'],
  },
  'packages/react': {
    store: [],
    provider: ['store'],
    tools: [],
    words: ['store', 'provider/labels'],
    hooks: ['store', 'provider', 'tools'],
    // Bridges to other kits, each an entry of its own.
    'ai-sdk': ['store', 'words'],
    'assistant-ui': ['store', 'words'],
    // The widget may bring a provider of its own.
    components: ['hooks', 'words', 'provider/VoiceProvider', 'provider/layout-effect'],
    // Of the registry: what they show is props alone.
    views: ['components', 'hooks', 'provider/VoicePreview'],
  },
  'packages/server': {
    base: [],
    'base/network': ['base'],
    'base/processes': [],
    text: [],
    audio: ['base'],
    // Engines know nothing of each other, and neither of replies: `engines/` puts them together.
    'engines/support': ['base'],
    'engines/voice-activity': ['base', 'audio', 'engines/support'],
    'engines/recognition': ['base', 'text', 'audio', 'engines/support'],
    'engines/synthesis': ['base', 'audio', 'engines/support'],
    'engines/realtime': ['base'],
    'engines/expressions': ['base', 'audio', 'engines/support'],
    replies: ['base'],
    'replies/language-model': ['base', 'text', 'replies/responder'],
    'replies/partner': ['base', 'text', 'replies/responder'],
    engines: ['base', 'replies'],
    // Who is told of what all others do.
    observing: ['base', 'engines'],
    connection: ['base'],
    // What is kept of one thing; `store/` opens all of it.
    'store/database': ['base'],
    'store/documents': ['store/database'],
    'store/deliveries': ['store/database'],
    'store/chats': ['base', 'audio/pcm', 'store/database', 'store/deliveries'],
    store: ['base'],
    webhooks: ['base', 'store'],
    recording: ['base', 'audio', 'connection', 'store/chats'],
    'dialogue/hearing': ['base', 'text', 'audio', 'engines', 'replies/responder', 'connection'],
    'dialogue/speaking': ['base', 'text', 'audio', 'engines', 'connection', 'recording'],
    'dialogue/realtime': [
      ...['base', 'text', 'audio', 'engines', 'replies', 'connection', 'dialogue'],
    ],
    dialogue: ['base', 'engines', 'replies', 'connection'],
    session: [
      ...['base', 'text', 'audio', 'engines', 'replies', 'connection', 'store'],
      ...['recording', 'dialogue'],
    ],
    'http/server': ['base'],
    'http/access': ['base', 'store/database'],
    'http/exchange': ['base', 'store/database', 'http/server', 'http/access'],
    'http/recordings': ['base', 'audio', 'store', 'http/access', 'http/exchange'],
    'http/socket': [
      ...['base', 'engines', 'connection', 'session'],
      ...['http/server', 'http/access', 'http/exchange'],
    ],
    'http/rest': [
      ...['base', 'engines', 'replies', 'dialogue', 'session', 'store'],
      ...['http/access', 'http/exchange', 'http/recordings', 'http/socket'],
    ],
    http: ['base', 'engines', 'replies', 'store'],
    cli: [
      ...['base', 'engines', 'replies', 'dialogue', 'store', 'webhooks', 'http', 'server'],
      '../package.json',
    ],
  },
};

/** The audio thread: pure signal code and the messages it speaks. */
const processors = ['audio/', 'worklets/messages'];

test('no import goes against the arrows of the house', () => {
  const wrong = sources().flatMap((file) =>
    importsOf(file).flatMap((target) => complaint(file, target) ?? []),
  );
  expect(wrong).toEqual([]);
});

test('zustand is known to one file', () => {
  const files = sources().filter((file) =>
    importsOf(file).some((target) => target.startsWith('zustand')),
  );
  expect(files.every((file) => file === 'packages/react/src/store/voice-store.ts')).toBe(true);
});

test('an arrow that is not allowed is found', () => {
  expect(complaint('packages/evi/src/index.ts', 'react')).toMatch('may not import react');
  expect(complaint('packages/testing/src/index.ts', '@vivavoce/core')).toMatch(
    'may not import @vivavoce/core',
  );
  expect(complaint('packages/core/src/index.ts', '@vivavoce/realtime')).toMatch('may not import');
  expect(complaint('packages/react/src/index.ts', '@vivavoce/realtime')).toMatch('may not import');
  expect(complaint('packages/voice-react/src/useVoice.ts', 'hume')).toMatch('may not import');
  expect(complaint('packages/core/src/base/disposer.ts', '../audio/level.ts')).toMatch(
    'base may not import audio/level',
  );
  expect(complaint('packages/core/src/session/session.ts', '../worklets/load-worklets.ts')).toMatch(
    'may not import',
  );
  expect(complaint('packages/core/src/worklets/capture-processor.ts', '../base/clock.ts')).toMatch(
    'may not import',
  );
  expect(complaint('packages/core/src/session/line/line.ts', '../playback/player.ts')).toMatch(
    'session/line may not import session/playback/player',
  );
  expect(
    complaint('packages/react/src/components/Transcript.tsx', '../store/voice-store.ts'),
  ).toMatch('may not import');
  expect(complaint('packages/react/src/hooks/useVoice.ts', '../../../core/src/index.ts')).toMatch(
    'leaves its package',
  );
  expect(
    complaint('packages/core/src/session/session.ts', '../worklets/messages.ts'),
  ).toBeUndefined();
  expect(
    complaint('packages/server/src/dialogue/listener.ts', '../http/socket/frame-scheduler.ts'),
  ).toMatch('dialogue may not import http/socket/frame-scheduler');
  expect(
    complaint('packages/server/src/store/chats/chat-store.ts', '../../webhooks/post-webhook.ts'),
  ).toMatch('store/chats may not import webhooks/post-webhook');
});

test.each(['evi', 'core', 'react', 'realtime', 'server', 'testing', 'voice-react', 'elements'])(
  'no imports of %s run in a circle, types included',
  (name) => {
    expect(circlesIn(graphOf(name))).toEqual([]);
  },
);

test('no folders of the server import each other in a circle', () => {
  const rooms = new Map<string, string[]>();
  for (const [file, targets] of graphOf('server')) {
    const room = dirname(file);
    const others = targets.map(dirname).filter((other) => other !== room);
    rooms.set(room, [...(rooms.get(room) ?? []), ...others]);
  }
  expect(circlesIn(rooms)).toEqual([]);
});

test('a folder of the server has at most twenty files', () => {
  const counts = new Map<string, number>();
  for (const file of graphOf('server').keys()) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
});

test('a circle is found, and what leads into it is none', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['d']],
    ['d', ['b']],
    ['e', ['e']],
  ]);
  expect(circlesIn(graph)).toEqual([['b', 'c', 'd'], ['e']]);
});

/** The source files of a package, and which of them each imports. */
function graphOf(name: string): Map<string, string[]> {
  const files = sources().filter((file) => file.startsWith(`packages/${name}/`));
  return new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => join(dirname(file), target.replace(/\?.*$/, '')).split(sep).join('/')),
    ]),
  );
}

/** The groups of files each of which reaches all others of its group, and itself. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map<string, Set<string>>();
  for (const file of graph.keys()) {
    const seen = new Set<string>();
    const ahead = [...(graph.get(file) ?? [])];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      ahead.push(...(graph.get(next) ?? []));
    }
    reached.set(file, seen);
  }
  const circles = new Set<string>();
  for (const [file, seen] of reached) {
    if (!seen.has(file)) continue;
    const group = [...seen].filter((other) => reached.get(other)?.has(file)).sort();
    circles.add(group.join(' '));
  }
  return [...circles].map((group) => group.split(' '));
}

/** Every source file but the tests, from the top folder, with forward slashes. */
function sources(): string[] {
  return Object.keys(packages)
    .flatMap((home) =>
      readdirSync(join(root, home, 'src'), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${home}/src/${file.split(sep).join('/')}`,
      ),
    )
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

function complaint(file: string, target: string): string | undefined {
  const [group, name] = file.split('/');
  const home = `${group}/${name}`;
  if (!target.startsWith('.')) {
    const allowed = packages[home] ?? [];
    const fine = allowed.some((one) =>
      typeof one === 'string' ? target === one || target.startsWith(`${one}/`) : one.test(target),
    );
    return fine || home === 'apps/bench' ? undefined : `${file}: ${home} may not import ${target}`;
  }
  const path = normalize(join(dirname(file), target))
    .split(sep)
    .join('/');
  if (!path.startsWith(`${home}/`)) return `${file}: ${target} leaves its package`;
  const rules = folders[home];
  const from = relative(`${home}/src`, file).split(sep).join('/');
  const to = relative(`${home}/src`, path)
    .split(sep)
    .join('/')
    .replace(/\.tsx?(\?.*)?$/, '');
  if (rules === undefined || !from.includes('/')) return undefined;
  const [outer = '', inner] = from.split('/');
  const room = `${outer}/${inner}`;
  const folder = room in rules ? room : outer;
  if (from.endsWith('-processor.ts')) {
    const fine = processors.some((one) => to.startsWith(one));
    return fine ? undefined : `${file}: the audio thread may not import ${to}`;
  }
  const allowed = rules[folder];
  if (allowed === undefined) return `${file}: ${folder} is no room of this house`;
  const fine = [folder, ...allowed].some((one) => to === one || to.startsWith(`${one}/`));
  return fine ? undefined : `${file}: ${folder} may not import ${to}`;
}

function dependenciesOf(home: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies?: Record<string, string>;
  };
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}
