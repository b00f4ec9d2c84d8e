import { basename, resolve } from 'node:path';
import { CreateError } from './create-error.ts';

/** Names that npm keeps for itself. */
const reserved = ['node_modules', 'favicon.ico'];

/**
 * The name of the package in a folder: the folder's own.
 *
 * @throws CreateError `name`, for one that npm would refuse
 */
export function appNameOf(folder: string): string {
  const name = basename(resolve(folder));
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name) || name.length > 214 || reserved.includes(name)) {
    throw new CreateError(
      'name',
      `"${name}" can't be the name of a package. Use lowercase letters, digits, dots, hyphens and underscores, such as my-voice-app.`,
    );
  }
  return name;
}
