import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../package.json' with { type: 'json' };
import { appNameOf } from './app-name.ts';
import { openAsker } from './ask.ts';
import type { Terminal } from './ask.ts';
import { frameworks, partners } from './choices.ts';
import type { Choice } from './choices.ts';
import { createApp } from './create-app.ts';
import { CreateError } from './create-error.ts';
import type { Templates } from './templates.ts';

const ids = (choices: readonly Choice<string>[]): string => choices.map(({ id }) => id).join(', ');

const help = `npm create @vivavoce@latest [folder] -- [options]: a voice app that talks at once

  folder           where to write it (default my-voice-app); it must be empty, or not there yet
  --template NAME  ${ids(frameworks)}
  --answers NAME   who answers: ${ids(partners)}
  --version        print the version
  --help           print this help

What is not said is asked for. Without a terminal the first of each is taken.
`;

/** What surrounds a run. */
export interface Surroundings extends Terminal {
  readonly args: readonly string[];
  /** Whether there is somebody to ask. */
  readonly interactive: boolean;
  /** Of the package manager that runs this, as it names itself in `npm_config_user_agent`. */
  readonly agent?: string | undefined;
  /** Default: those that this package brings. */
  readonly templates?: Templates | undefined;
}

/**
 * What `npm create @vivavoce` does.
 *
 * @returns what to print
 * @throws CreateError with a `reason`, for everything that is the caller's to mend
 */
export async function run(surroundings: Surroundings): Promise<string> {
  const { args, interactive, agent = '', templates } = surroundings;
  const { values, positionals } = read(args);
  if (values.help) return help;
  if (values.version) return `${version}\n`;
  const [folder = 'my-voice-app', ...others] = positionals;
  if (others.length > 0) {
    throw new CreateError(
      'choice',
      `One folder, please, not also ${others.join(' ')}. See --help.`,
    );
  }
  // Before any question.
  appNameOf(folder);
  let template = pick('--template', frameworks, values.template);
  let answers = pick('--answers', partners, values.answers);
  const asker = interactive && !(template && answers) ? openAsker(surroundings) : undefined;
  try {
    template ??= await asker?.ask({ question: 'Which framework?', choices: frameworks });
    answers ??= await asker?.ask({ question: 'Who answers?', choices: partners });
  } finally {
    asker?.close();
  }
  template ??= 'vite';
  answers ??= 'local';
  const { key } = createApp({ folder, template, answers, templates });
  return next(folder, agent.split('/')[0] || 'npm', key);
}

/** What was done, and the next two commands. */
function next(folder: string, manager: string, key: string | null): string {
  const place = relative(process.cwd(), folder);
  const enter = place === '' ? '' : `cd ${quoted(place)} && `;
  const first = key === null ? '' : ` Write your key into its .env.local: ${key}=`;
  return `
Created ${place || 'your app'}.${first}

  ${enter}${manager} install
  ${manager} run dev

`;
}

/** A path as one word of the shell that it is pasted into. */
function quoted(path: string): string {
  if (/^[\w./\\:@+~-]+$/.test(path) && !path.startsWith('-')) return path;
  if (process.platform === 'win32') return `"${path}"`;
  const place = path.startsWith('-') ? `./${path}` : path;
  return `'${place.replaceAll("'", `'\\''`)}'`;
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        template: { type: 'string' },
        answers: { type: 'string' },
        version: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new CreateError('choice', `${message}. See --help.`, error);
  }
}

function pick<Id extends string>(
  flag: string,
  choices: readonly Choice<Id>[],
  value: string | undefined,
): Id | undefined {
  if (value === undefined) return undefined;
  const chosen = choices.find(({ id }) => id === value);
  if (chosen) return chosen.id;
  throw new CreateError('choice', `${flag} is one of ${ids(choices)}, not "${value}".`);
}
