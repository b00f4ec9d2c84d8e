import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { registryItems, writeRegistry } from '../../apps/docs/build/registry.ts';
import { freePort, root } from '../../scripts/tools.mjs';
import { startBrowser } from '../journeys/support/stage.ts';
import { uncaught, watch } from '../journeys/support/watch.ts';
import { examples } from './support/examples.ts';
import { launch, npm } from './support/program.ts';
import { serveRegistry } from './support/registry.ts';
import type { Registry } from './support/registry.ts';

// Each item of the shadcn registry as its user has it: added by shadcn's own command to an app with Tailwind and a theme, built, and looked
// at. Pictures of both widths and themes are left in `.cache/shadcn`.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-shadcn-'));
const pictures = join(root, '.cache/shadcn');
const patient = { timeout: 60_000 };
let packages: Registry;
let components: { readonly address: string } & AsyncDisposable;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  packages = await serveRegistry();
  components = await serveComponents();
});

afterAll(async () => {
  await packages[Symbol.asyncDispose]();
  await components[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const npmsRegistry = await npm(root, ['view', 'react', 'version'], { limit: 60_000 }).then(
  () => true,
  () => false,
);

/** What surrounds the page in either app. */
interface Kind {
  readonly sheet: string;
  readonly page: string;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly alias: string;
  readonly rsc: boolean;
}

const tailwind = { tailwindcss: '^4.3.5' };
const kinds: Readonly<Record<'vite' | 'nextjs', Kind>> = {
  vite: {
    sheet: 'src/index.css',
    page: 'src/App.tsx',
    alias: './src/*',
    rsc: false,
    devDependencies: { ...tailwind, '@tailwindcss/vite': '^4.3.5', '@types/node': '^22.10.0' },
    files: {
      'src/main.tsx': `import './index.css';
import { createRoot } from 'react-dom/client';
import App from './App';

createRoot(document.getElementById('root')!).render(<App />);
`,
      'vite.config.ts': `import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
});
`,
    },
  },
  nextjs: {
    sheet: 'app/globals.css',
    page: 'app/page.tsx',
    alias: './*',
    rsc: true,
    devDependencies: { ...tailwind, '@tailwindcss/postcss': '^4.3.5' },
    files: {
      'app/layout.tsx': `import type { ReactNode } from 'react';
import './globals.css';

export default function RootLayout({ children }: { children: ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
      'postcss.config.mjs': `export default { plugins: { '@tailwindcss/postcss': {} } };\n`,
    },
  },
};

test.for(['vite', 'nextjs'] as const)(
  'every item is added to an app of %s, builds, and takes its theme',
  async (name, { skip }) => {
    if (!npmsRegistry) skip('npm reaches no registry from here');
    const app = mkdtempSync(join(folder, `${name}-`));
    onTestFinished(() => rm(app, { recursive: true, force: true }));
    settle(app, name);
    await npm(app, ['install', '--no-audit', '--no-fund']);
    const addresses = registryItems().map((item) => `${components.address}/r/${item.name}.json`);
    await npm(
      app,
      ['exec', '--yes', '--', 'shadcn@4', 'add', '--yes', '--overwrite', ...addresses],
      {
        env: { REGISTRY_URL: `${components.address}/shadcn` },
      },
    );
    const { dependencies } = read(app, 'package.json') as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(['@vivavoce/core', '@vivavoce/react']),
    );
    await npm(app, ['run', 'build']);
    await look(app, name);
  },
);

/** The example of that framework, with Tailwind and a theme, as `shadcn init` leaves an app. */
function settle(app: string, name: 'vite' | 'nextjs'): void {
  const { sheet, page, alias, rsc, devDependencies, files } = kinds[name];
  cpSync(join(root, 'examples', name), app, { recursive: true });
  writeFileSync(join(app, '.npmrc'), packages.npmrc);
  const manifest = read(app, 'package.json') as { devDependencies: object; scripts: object };
  write(app, 'package.json', {
    ...manifest,
    devDependencies: { ...manifest.devDependencies, ...devDependencies },
  });
  const tsconfig = read(app, 'tsconfig.json') as { compilerOptions: object };
  write(app, 'tsconfig.json', {
    ...tsconfig,
    compilerOptions: { ...tsconfig.compilerOptions, paths: { '@/*': [alias] } },
  });
  write(app, 'components.json', {
    style: 'new-york',
    rsc,
    tsx: true,
    tailwind: { config: '', css: sheet, baseColor: 'neutral', cssVariables: true },
    aliases: {
      components: '@/components',
      utils: '@/lib/utils',
      ui: '@/components/ui',
      lib: '@/lib',
      hooks: '@/hooks',
    },
  });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(app, path), text);
  cpSync(join(import.meta.dirname, 'shadcn/theme.css'), join(app, sheet));
  cpSync(join(import.meta.dirname, 'shadcn/page.tsx'), join(app, page));
}

function read(app: string, file: string): unknown {
  return JSON.parse(readFileSync(join(app, file), 'utf8'));
}

function write(app: string, file: string, value: object): void {
  writeFileSync(join(app, file), JSON.stringify(value, null, 2));
}

async function look(app: string, name: 'vite' | 'nextjs'): Promise<void> {
  const port = await freePort(25_000 + Math.floor(Math.random() * 1000));
  const { args = [], env } = examples[name]?.show(port) ?? {};
  const site = `http://127.0.0.1:${port}`;
  const served = await launch(app, args, site, env);
  onTestFinished(() => served[Symbol.asyncDispose]());
  const browser = await startBrowser('beeps');
  onTestFinished(() => browser.close());
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    await watch(page);
    await page.goto(site);
    const call = page.getByRole('region', { name: 'Call' });
    const start = call.getByRole('button', { name: 'Start talking' });
    await start.waitFor();
    const looks = (theme: string) =>
      page.evaluate((theme) => {
        document.documentElement.classList.toggle('dark', theme === 'dark');
        const box = document.createElement('div');
        box.style.background = 'var(--primary)';
        document.body.append(box);
        const primary = getComputedStyle(box).backgroundColor;
        box.remove();
        const button = document.querySelector('.vv-connect');
        const panel = document.querySelector('.vv-panel');
        return {
          primary,
          button: button && getComputedStyle(button).backgroundColor,
          corner: panel && getComputedStyle(panel).borderTopLeftRadius,
          wide: [...document.querySelectorAll('main *')]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
            .map(({ className }) => String(className)),
        };
      }, theme);
    const seen: unknown[] = [];
    for (const theme of ['light', 'dark']) {
      // A change of colour takes a moment.
      await expect
        .poll(async () => {
          const { primary, button } = await looks(theme);
          return button === primary;
        }, patient)
        .toBe(true);
      const { primary, corner, wide } = await looks(theme);
      seen.push(primary);
      await page.screenshot({
        path: join(pictures, `${name}-${width}-${theme}.png`),
        fullPage: true,
      });
      // Tailwind's utility wins over the part's own corner, and nothing is wider than the page.
      expect({ corner, wide }).toEqual({ corner: '0px', wide: [] });
    }
    expect(new Set(seen).size).toBe(2);
    // What is shown is what the props say.
    const views = [
      ['Panel', 'button', 'Hang up'],
      ['Controls', 'button', 'Hang up'],
      ['Transcript', 'log', 'Transcript'],
      ['Expressions', 'meter', 'Interest'],
    ] as const;
    for (const [region, role, label] of views)
      await page.getByRole('region', { name: region }).getByRole(role, { name: label }).waitFor();
    // The parts of the app's own stand on the package's provider: nobody answers at that address.
    await start.click();
    await expect.poll(() => call.innerText(), patient).toMatch(/Couldn.t connect/);
    expect(await uncaught(page)).toEqual([]);
    await page.close();
  }
}

/** The items, and what shadcn's command asks its own registry for. */
async function serveComponents(): Promise<{ readonly address: string } & AsyncDisposable> {
  const items = join(folder, 'site/r');
  writeRegistry(items, '');
  const theme = { light: {}, dark: {} };
  const colors = {
    inlineColors: theme,
    cssVars: theme,
    inlineColorsTemplate: '',
    cssVarsTemplate: '',
  };
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('content-type', 'application/json');
    if (/^\/shadcn\/colors\/\w+\.json$/.test(url)) return void response.end(JSON.stringify(colors));
    const name = /^\/r\/([\w-]+)\.json$/.exec(url)?.[1];
    if (!name) return void response.writeHead(404).end('{}');
    response.end(readFileSync(join(items, `${name}.json`)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((settle) => server.close(settle));
      server.closeAllConnections();
      await closed;
    },
  };
}
