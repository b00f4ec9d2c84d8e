import { decodeClientMessage } from '@vivavoce/evi';
import type { SessionSettings } from '@vivavoce/evi';

/** No settings lie deeper in each other. */
const deepest = 10;

type Branch = Map<string, Branch | string>;

/** A query holds text alone; these are numbers on the wire. */
const numbers = new Set(['audio.channels', 'audio.sample_rate', 'event_limit']);

/**
 * Session settings from the query, as newer clients send them: `session_settings[audio][encoding]=linear16`.
 *
 * @returns no settings when there are none; what is wrong with them, when they are none.
 */
export function readQuerySettings(query: URLSearchParams): {
  settings?: SessionSettings;
  wrong?: string;
} {
  const root: Branch = new Map<string, Branch | string>();
  for (const [name, value] of query) {
    const names = /^session_settings((?:\[[^[\]]*\])+)$/.exec(name)?.[1];
    if (names === undefined) continue;
    const path = names.slice(1, -1).split('][');
    if (path.length > deepest) return { wrong: 'are nested too deep' };
    plant(root, path, value);
  }
  if (root.size === 0) return {};
  const settings = { ...asObject(root), type: 'session_settings' };
  const read = decodeClientMessage(JSON.stringify(settings));
  if (read.kind !== 'message') {
    const detail = read.kind === 'malformed' ? read.error.detail : '';
    // The name of a variable is the client's own word.
    return { wrong: `are wrong: ${detail.replace(/^variables\.[^]* is /, 'variables is ')}` };
  }
  const { event_limit: limit } = read.message as { event_limit?: unknown };
  if (limit === undefined || (Number.isInteger(limit) && Number(limit) >= 0)) {
    return { settings: read.message as SessionSettings };
  }
  return { wrong: 'are wrong: event_limit must be a whole number from 0' };
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
