import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import { packageNames } from './packed.mjs';
import { root } from './tools.mjs';

const kept = join(root, 'etc');
const silent = ExtractorLogLevel.None;

/**
 * Writes what each published entry offers, as its built declarations say it: one report an entry, into `etc` by `npm run api`.
 * @param {string} [folder] where they go
 */
export function writeApiReports(folder = kept) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const configs = packageNames().flatMap((name) => configsOf(name, folder));
  const [first] = configs;
  if (!first) throw new Error('There is no package.');
  // One program for all: most of what each of them would take is reading React's and the browser's types.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
  });
  for (const config of configs) {
    const { succeeded } = Extractor.invoke(config, {
      compilerState,
      localBuild: true,
      messageCallback: (message) => {
        if (message.logLevel === 'error') console.error(message.text);
        message.handled = true;
      },
    });
    if (!succeeded) throw new Error(`There is no report of ${config.mainEntryPointFilePath}.`);
  }
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    writeFileSync(path, inOneOrder(readFileSync(path, 'utf8')));
  }
}

/**
 * A compiler writes a union's texts in the order in which it came upon each, which a build of several files at once may change.
 * @param {string} report
 */
function inOneOrder(report) {
  return report.replace(/"[^"\n]*"(?: \| "[^"\n]*")+/g, (union) =>
    union.split(' | ').toSorted().join(' | '),
  );
}

/** @param {string} name of the package's folder @param {string} folder */
function configsOf(name, folder) {
  const home = join(root, 'packages', name);
  /** @type {{ exports: Record<string, { 'vivavoce-source'?: string, types?: string, default: string | { types: string } }> }} */
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([path, target]) => {
    if (!/\.tsx?$/.test(target['vivavoce-source'] ?? '')) return [];
    const { types = '' } = typeof target.default === 'string' ? target : target.default;
    const entry = join(home, types);
    if (!existsSync(entry)) throw new Error(`${entry} is missing: please run npm run build.`);
    return ExtractorConfig.prepare({
      configObject: {
        projectFolder: home,
        mainEntryPointFilePath: entry,
        newlineKind: 'lf',
        compiler: { overrideTsconfig: tsconfig(entry) },
        apiReport: {
          enabled: true,
          includeForgottenExports: true,
          reportFolder: folder,
          reportTempFolder: folder,
          reportFileName: `${name}${path.slice(1).replaceAll('/', '-')}.api.md`,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: silent } },
          extractorMessageReporting: { default: { logLevel: silent } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(home, 'package.json'),
    });
  });
}

/** @param {string} entry */
function tsconfig(entry) {
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    jsx: 'react-jsx',
    skipLibCheck: true,
    types: [],
  };
  return { compilerOptions, files: [entry] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeApiReports();
