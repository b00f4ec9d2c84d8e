import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installFrom, installPacked } from './support/installed.ts';
import { installSetUps, ofSetUps, run, setUps } from './support/set-ups.ts';

// Every entry of every package, as it is published, in an app that checks the declarations of its packages too.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-compilers-'));

const source = `
import { VoiceClient, VoiceError } from '@vivavoce/core';
import { expressionNames, verifyWebhook } from '@vivavoce/evi';
import { ConnectButton, Transcript, VoiceProvider, VoiceWidget, english, formatTranscript, useVoice } from '@vivavoce/react';
import type { TranscriptEntry, VoiceLabels } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import '@vivavoce/react/styles.css';
import '@vivavoce/react/unlayered.css';
import '@vivavoce/react/shadcn.css';
import { fakeAudio, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { listen as listenInPage } from '@vivavoce/testing/browser';

export const labels: VoiceLabels = { ...german, connect: english.connect };
export const entries: TranscriptEntry[] = [];
export const text: string = formatTranscript(entries, 'vtt');
export const client = new VoiceClient();
export const names: readonly string[] = expressionNames;
export const stop: () => void = listen(scriptedEvi());
export const others = [VoiceError, verifyWebhook, fakeAudio, listenInPage];
export function Page() {
  const { status } = useVoice();
  return <p>{status}</p>;
}
export const app = (
  <VoiceProvider labels={labels} client={client}>
    <Page />
    <ConnectButton onClick={(event) => event.currentTarget.blur()} />
    <Transcript emotions={2} />
    <VoiceWidget voice={{ url: 'http://127.0.0.1:8788' }} />
  </VoiceProvider>
);
// @ts-expect-error there is no such thing
export { nothing } from '@vivavoce/react';
// @ts-expect-error a status is no number
export const wrong: number = client.state.connection.status;
// @ts-expect-error there is no such language
import '@vivavoce/react/klingon';
`;

/** By name: \`module\`, \`moduleResolution\`, and what the app's own files are. */
const modes = {
  node10: ['commonjs', 'node10', 'commonjs'],
  'node16, CommonJS': ['node16', 'node16', 'commonjs'],
  'node16, modules': ['node16', 'node16', 'module'],
  'nodenext, CommonJS': ['nodenext', 'nodenext', 'commonjs'],
  'nodenext, modules': ['nodenext', 'nodenext', 'module'],
  bundler: ['esnext', 'bundler', 'module'],
} as const;

const react = { '18.2': '@types/react-18', '19': '@types/react' } as const;

beforeAll(() => {
  installSetUps();
  for (const [version, types] of Object.entries(react)) {
    const home = join(folder, version);
    installPacked(home, ['evi', 'core', 'react', 'testing']);
    installFrom(home, setUps, ['react', 'react-dom']);
    mkdirSync(join(home, 'node_modules/@types'), { recursive: true });
    symlinkSync(ofSetUps(types), join(home, 'node_modules/@types/react'), 'junction');
  }
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everyMode = Object.keys(modes) as (keyof typeof modes)[];
test.each([
  ...everyMode.map((mode) => ['5.9', mode, '19'] as const),
  ...everyMode.map((mode) => ['5.8', mode, '18.2'] as const),
])(
  'TypeScript %s finds code and types of every entry by %s, with the types of React %s',
  { timeout: 300_000 },
  async (typescript, mode, types) => {
    const [module, moduleResolution, type] = modes[mode];
    const home = join(folder, types, `${typescript}-${mode.replaceAll(/\W+/g, '-')}`);
    mkdirSync(home);
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noUncheckedSideEffectImports: true,
      target: 'es2022',
      module,
      moduleResolution,
      lib: ['es2023', 'dom', 'dom.iterable'],
      jsx: 'react-jsx',
      types: [],
      noEmit: true,
    };
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, type }));
    writeFileSync(
      join(home, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['app.tsx'] }),
    );
    writeFileSync(join(home, 'app.tsx'), source);
    const said = await run(
      process.execPath,
      [ofSetUps(`typescript-${typescript}/bin/tsc`), '-p', '.'],
      home,
    );
    // Not what others' declarations lack, such as msw's in CommonJS, which ask for a package that is modules alone.
    const ours = said
      .split('\n')
      .filter((line) => /^(app\.tsx|.*@vivavoce.*)\(.*error TS/.test(line));
    expect(ours).toEqual([]);
    if (said) expect(said).toMatch(/error TS/);
  },
);
