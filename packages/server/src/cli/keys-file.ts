import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { checkKeyPairs } from '../base/key-pair.ts';
import type { ApiKeyPair } from '../base/key-pair.ts';
import { ServerError } from '../base/server-error.ts';
import type { Log } from '../base/log.ts';
import type { RunningServer } from '../server.ts';
import { validationError } from '../base/validation-error.ts';

const flag = '--keys';

/** A field that is misspelt would be a limit that does not hold. */
const Pair = v.strictObject({
  apiKey: v.string(),
  secretKey: v.string(),
  owner: v.optional(v.string()),
  webhookKey: v.optional(v.string()),
  maxChats: v.optional(v.number()),
  maxMinutesPerDay: v.optional(v.number()),
});

/**
 * Reads the key pairs of a file: a JSON list. What is wrong is told by entry and field, and never quoted.
 *
 * @throws ServerError `invalid-option`.
 */
export function readKeysFile(file: string): ApiKeyPair[] {
  const list = parsed(file);
  if (!Array.isArray(list)) throw ServerError.invalidOption(flag, 'the file holds no JSON list');
  // It would let everybody in.
  if (list.length === 0) throw ServerError.invalidOption(flag, 'the list in the file is empty');
  const pairs = list.map((entry: unknown, i) => readPair(entry, `entry ${String(i + 1)}`));
  const twice = pairs.findIndex((pair, i) =>
    pairs.slice(0, i).some((other) => other.apiKey === pair.apiKey),
  );
  if (twice < 0) return pairs;
  throw ServerError.invalidOption(
    flag,
    `entry ${String(twice + 1)} has the apiKey of one before it`,
  );
}

/** Reads the file again on each SIGHUP. One that can't be used is told, and the keys of before stay. */
export function followKeysFile(
  file: string,
  server: Pick<RunningServer, 'replaceKeys'>,
  log: Log,
): void {
  let read = Promise.resolve();
  process.on('SIGHUP', () => {
    // One after the other: the last that was read is the one that holds.
    read = read.then(async () => {
      try {
        const pairs = readKeysFile(file);
        await server.replaceKeys(pairs);
        log({ level: 'info', message: `The keys were read again: ${String(pairs.length)}.` });
      } catch (error) {
        const because = error instanceof Error ? error.message : 'of an unknown reason';
        log({ level: 'error', message: `${because} The keys that were read before stay.` });
      }
    });
  });
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw ServerError.invalidOption(flag, 'the file can not be read');
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's own words quote what stands there.
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length;
    const where = line === undefined ? '' : ` from line ${String(line)} on`;
    throw ServerError.invalidOption(flag, `the file is no JSON${where}`);
  }
}

function readPair(entry: unknown, name: string): ApiKeyPair {
  const read = v.safeParse(Pair, entry);
  if (!read.success) {
    const [issue] = read.issues;
    // The name of a field may be a key that stands in the wrong place.
    const unknown = issue.type === 'strict_object' && issue.expected === 'never';
    const path = unknown ? undefined : v.getDotPath(issue);
    const field = path == null ? '' : `, ${path}`;
    throw ServerError.invalidOption(flag, `${name}${field}: ${validationError(issue)}`);
  }
  try {
    checkKeyPairs([read.output]);
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    const [, field = '', why = ''] = /option keys\.(\w+): because (.*)\.$/.exec(words) ?? [];
    throw ServerError.invalidOption(flag, `${name}, ${field}: ${why}`);
  }
  return read.output;
}
