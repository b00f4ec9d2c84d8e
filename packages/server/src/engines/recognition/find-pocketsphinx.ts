import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findExecutable } from '../../base/processes/find-executable.ts';

/** An installed PocketSphinx and how it is called. */
export interface PocketsphinxInstallation {
  /** The program's path. */
  program: string;
  /** Arguments with which it reads raw 16 kHz samples from its standard input. */
  args: readonly string[];
  /** How it writes what it heard. */
  output: 'text' | 'json';
}

/** Where a package keeps the English model, seen from the program's folder and on the usual systems. */
const modelFolders = [
  '../share/pocketsphinx/model/en-us',
  '/usr/share/pocketsphinx/model/en-us',
  '/usr/local/share/pocketsphinx/model/en-us',
  '/opt/homebrew/share/pocketsphinx/model/en-us',
];

/**
 * Finds PocketSphinx and its English model: Debian's `pocketsphinx_continuous` with `pocketsphinx-en-us`, or version 5's
 * `pocketsphinx`.
 *
 * @returns undefined when the program is missing, or the model where it must be named.
 */
export async function findPocketsphinx(): Promise<PocketsphinxInstallation | undefined> {
  const continuous = await findExecutable('pocketsphinx_continuous');
  const program = continuous ?? (await findExecutable('pocketsphinx'));
  if (program === undefined) return undefined;
  const model = await findModel(program);
  const files =
    model === undefined
      ? []
      : [
          ['-hmm', join(model, 'en-us')],
          ['-lm', join(model, 'en-us.lm.bin')],
          ['-dict', join(model, 'cmudict-en-us.dict')],
        ].flat();
  if (continuous === undefined) {
    // Version 5 knows where its own model is, and reads its standard input when no file is named. Its command comes first:
    // it takes the arguments for pairs of an option and a value.
    return { program, args: ['single', ...files, '-loglevel', 'FATAL'], output: 'json' };
  }
  if (model === undefined) return undefined;
  return {
    program,
    args: [...files, '-logfn', '/dev/null', '-infile', '/dev/stdin'],
    output: 'text',
  };
}

async function findModel(program: string): Promise<string | undefined> {
  for (const folder of modelFolders) {
    const model = folder.startsWith('.') ? join(dirname(program), folder) : folder;
    try {
      await access(join(model, 'en-us.lm.bin'));
      return model;
    } catch {
      // Not there.
    }
  }
  return undefined;
}
