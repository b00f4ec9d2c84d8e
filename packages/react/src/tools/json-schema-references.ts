import { isObject } from './json-schema-check.ts';

/** The address of a schema that has none. */
export const nowhere = 'schema:///';

/** Notes where each part can be found: by `$id`, by anchor, and as the whole. */
export function indexed(
  value: unknown,
  base: string,
  addresses: Map<string, unknown>,
  bases: Map<unknown, string>,
): void {
  if (Array.isArray(value)) {
    for (const item of value) indexed(item, base, addresses, bases);
  } else if (isObject(value)) {
    let here = base;
    const id = value['$id'] ?? value['id'];
    const address = typeof id === 'string' ? absolute(id, base) : undefined;
    if (address !== undefined) addresses.set(address.replace(/#$/, ''), value);
    // Up to draft 7 an id may be an anchor.
    if (address !== undefined && !/#./.test(address)) here = address.replace(/#$/, '');
    for (const anchor of [value['$anchor'], value['$dynamicAnchor']]) {
      if (typeof anchor === 'string') addresses.set(`${here}#${anchor}`, value);
    }
    if (!addresses.has(here)) addresses.set(here, value);
    bases.set(value, here);
    for (const inside of Object.values(value)) indexed(inside, here, addresses, bases);
  }
}

export function lookedUp(
  reference: string,
  base: string,
  addresses: ReadonlyMap<string, unknown>,
): unknown {
  const [address = '', fragment = ''] = absolute(reference, base)?.split('#') ?? [];
  const resource = addresses.get(address);
  if (fragment === '') return resource;
  if (!fragment.startsWith('/')) return addresses.get(`${address}#${fragment}`);
  let found = resource;
  for (const step of fragment.slice(1).split('/')) {
    const name = unescaped(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function absolute(reference: string, base: string): string | undefined {
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
