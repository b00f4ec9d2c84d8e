import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appNameOf } from './app-name.ts';
import { exampleOf } from './choices.ts';
import type { Framework, Partner } from './choices.ts';
import { CreateError } from './create-error.ts';
import { readTemplates } from './templates.ts';
import type { Templates } from './templates.ts';

/** What {@link createApp} takes. */
export interface CreateOptions {
  /** Where the app goes. It must be empty, but for a `.git`, or not there yet. */
  readonly folder: string;
  readonly template: Framework;
  readonly answers: Partner;
  /** Default: those that this package brings. */
  readonly templates?: Templates | undefined;
}

/** What was written. */
export interface CreatedApp {
  /** Of the package. */
  readonly name: string;
  /** Paths in the folder. */
  readonly files: readonly string[];
  /** The variable of `.env.local` that the developer has to fill in; null where there is none. */
  readonly key: string | null;
}

/**
 * Writes an app into a folder. It overwrites nothing.
 *
 * @throws CreateError with a `reason`
 * @example
 * ```ts
 * const { key } = createApp({ folder: 'my-voice-app', template: 'nextjs', answers: 'openai' });
 * ```
 */
export function createApp(options: CreateOptions): CreatedApp {
  const { folder, template, answers, templates = readTemplates() } = options;
  const name = appNameOf(folder);
  const files = templates[exampleOf(template, answers)];
  if (!files) throw new CreateError('choice', `There is no app for ${template} with ${answers}.`);
  checkEmpty(folder);
  const written = { ...files, 'package.json': named(files['package.json'] ?? '{}', name) };
  const sample = files['.env.example'];
  const environment = sample === undefined ? undefined : ownKeys(sample);
  const all = environment === undefined ? written : { ...written, '.env.local': environment };
  try {
    for (const [path, text] of Object.entries(all)) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text, { flag: 'wx' });
    }
  } catch (error) {
    throw new CreateError('write', `Couldn't write into ${folder}: ${codeOf(error)}.`, error);
  }
  const key = /^(\w+)=$/m.exec(environment ?? '')?.[1] ?? null;
  return { name, files: Object.keys(all), key };
}

function checkEmpty(folder: string): void {
  let there: string[];
  try {
    there = readdirSync(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') {
      throw new CreateError('not-a-folder', `${folder} is a file. Choose another name.`, error);
    }
    throw new CreateError('write', `Couldn't read ${folder}: ${code}.`, error);
  }
  if (there.some((entry) => entry !== '.git')) {
    throw new CreateError(
      'not-empty',
      `${folder} is not empty. Choose another name, or empty it first: nothing was written.`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function named(manifest: string, name: string): string {
  return `${JSON.stringify({ ...(JSON.parse(manifest) as object), name }, null, 2)}\n`;
}

/** A pair for the local server that nobody else has. */
function ownKeys(environment: string): string {
  return environment.replace(
    /^(VIVAVOCE_\w+_KEY)=.*$/gm,
    (_, name: string) => `${name}=${randomBytes(24).toString('base64url')}`,
  );
}
