import { text } from 'node:stream/consumers';

/** What comes and goes as V8 compiles, forgets and compiles anew; nothing of a Chat is among it. */
const ofTheMachine = new Set(['code', 'hidden', 'object shape']);

/** What one heap holds, by kind of thing: how many there are and their bytes. @typedef {Record<string, { count: number, bytes: number }>} Weights */

/**
 * Weighs what a heap snapshot holds. Whoever takes one collects all garbage first, so what is weighed is what is held.
 * @param {import('node:stream').Readable} snapshot as `v8.getHeapSnapshot()` gives it
 * @param {string} [whose] said before each name
 * @returns {Promise<Weights>} objects and functions by their names, everything else by its type; compiled code is left out
 */
export async function weigh(snapshot, whose = '') {
  const parsed = JSON.parse(await text(snapshot));
  /** @type {{ node_fields: string[], node_types: [string[]] }} */
  const { node_fields: fields, node_types: types } = parsed.snapshot.meta;
  /** @type {{ nodes: number[], strings: string[] }} */
  const { nodes, strings } = parsed;
  const place = (/** @type {string} */ field) => fields.indexOf(field);
  const [type, name, size] = [place('type'), place('name'), place('self_size')];
  /** @type {Weights} */
  const weights = {};
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0][nodes[at + type] ?? 0] ?? '';
    if (ofTheMachine.has(kind)) continue;
    const named = kind === 'object' || kind === 'closure' || kind === 'native';
    const key = `${whose}${kind}${named ? ` ${strings[nodes[at + name] ?? 0] ?? ''}` : ''}`;
    const weight = (weights[key] ??= { count: 0, bytes: 0 });
    weight.count += 1;
    weight.bytes += nodes[at + size] ?? 0;
  }
  return weights;
}
