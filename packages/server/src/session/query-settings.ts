import { SessionSettings } from '@vivavoce/evi';
import * as v from 'valibot';

/** No settings lie deeper in each other. */
const deepest = 10;

type Branch = Map<string, Branch | string>;

/** A query holds text alone; these are numbers on the wire. */
const numbers = new Set(['audio.channels', 'audio.sample_rate', 'event_limit']);

/**
 * Session settings from the query, as newer clients send them: `session_settings[audio][encoding]=linear16`.
 *
 * @returns undefined when there are none, null when they are no session settings.
 */
export function readQuerySettings(query: URLSearchParams): SessionSettings | null | undefined {
  const root: Branch = new Map<string, Branch | string>();
  for (const [name, value] of query) {
    const names = /^session_settings((?:\[[^[\]]*\])+)$/.exec(name)?.[1];
    if (names === undefined) continue;
    const path = names.slice(1, -1).split('][');
    if (path.length > deepest) return null;
    plant(root, path, value);
  }
  if (root.size === 0) return undefined;
  const read = v.safeParse(SessionSettings, { ...asObject(root), type: 'session_settings' });
  if (!read.success) return null;
  const { event_limit: limit } = read.output as { event_limit?: unknown };
  return limit === undefined || (Number.isInteger(limit) && Number(limit) >= 0)
    ? read.output
    : null;
}

function plant(root: Branch, path: readonly string[], value: string): void {
  let branch = root;
  for (const name of path.slice(0, -1)) {
    const known = branch.get(name);
    const next: Branch = typeof known === 'object' ? known : new Map<string, Branch | string>();
    branch.set(name, next);
    branch = next;
  }
  branch.set(path.at(-1) ?? '', value);
}

function asObject(branch: Branch, path = ''): Record<string, unknown> {
  const entries = [...branch].map(([name, value]): [string, unknown] => {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object') return [name, asListOrObject(value, here)];
    return [name, numbers.has(here) && value !== '' ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}

// `tools[0][name]`: a list comes as an object of its indices.
function asListOrObject(branch: Branch, path: string): unknown {
  const object = asObject(branch, path);
  const isList = [...branch.keys()].every((name, i) => name === String(i));
  return isList ? Object.values(object) : object;
}
