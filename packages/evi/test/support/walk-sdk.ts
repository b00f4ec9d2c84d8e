import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

// What the installed SDK's serializers allow, read off as they are made: its own builders are replaced by some that write down what
// they are called with. A newer SDK so says by itself what it has more.

/** One of the SDK's types, in the specification's notation; whole and other numbers are both `number` to it. */
export interface SdkType {
  fields?: Record<string, string>;
  enum?: readonly string[];
  union?: readonly string[];
  alias?: string;
}

/** A serializer that writes down how it was made. */
interface Recorded {
  name?: string;
  /** How a field of it is noted where it has no name. */
  notation: () => string;
  type: () => SdkType;
}

/** Reads all of an SDK's EVI types. @param sdk - the package's name, as it is installed. */
export function walkSdk(sdk: string): Record<string, SdkType> {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve(`${sdk}/serialization`)), 'resources/empathicVoice');
  const loaded = new Map<string, Record<string, Recorded>>();
  const load = (path: string): Record<string, Recorded> => {
    const file = path.endsWith('.js') ? path : `${path}.js`;
    const known = loaded.get(file);
    if (known) return known;
    const exports: Record<string, Recorded> = {};
    loaded.set(file, exports);
    const requireFrom = (wanted: string) =>
      /(^|\/)core(\/index\.js)?$/.test(wanted)
        ? { serialization: builders }
        : load(resolve(dirname(file), wanted));
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a module of the SDK, with another core
    const run = new Function('exports', 'require', readFileSync(file, 'utf8')) as (
      exports: object,
      require: (wanted: string) => unknown,
    ) => void;
    run(exports, requireFrom);
    const made = exports[basename(file, '.js')];
    if (made) made.name = basename(file, '.js');
    return exports;
  };
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(^types|\/requests)\/\w+\.js$/.test(name) && !name.endsWith('index.js'),
  );
  return Object.fromEntries(
    files.map((file) => {
      const name = basename(file, '.js');
      return [name, load(join(folder, file))[name]?.type() ?? {}];
    }),
  );
}

function recorded(notation: () => string, type: () => SdkType = () => ({ alias: notation() })) {
  const made = {
    notation,
    type,
    optional: () => recorded(() => `optional<${noted(made)}>`),
    nullable: () => recorded(() => `optional<${noted(made)}>`),
    extend: (base: Recorded) =>
      recorded(notation, () => ({ fields: { ...base.type().fields, ...type().fields } })),
  };
  return made;
}

function noted({ name, notation }: Recorded): string {
  return name ?? notation();
}

type Field = Recorded | { raw: string; node: Recorded };

const object = (fields: Record<string, Field>) =>
  recorded(
    () => 'object',
    () => ({
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, field]) =>
          'raw' in field ? [field.raw, noted(field.node)] : [name, noted(field)],
        ),
      ),
    }),
  );
const simple = (word: string) => () => recorded(() => word);

const builders = {
  object,
  objectWithoutOptionalProperties: object,
  property: (raw: string, node: Recorded) => ({ raw, node }),
  string: simple('string'),
  number: simple('number'),
  boolean: simple('boolean'),
  unknown: simple('unknown'),
  any: simple('unknown'),
  stringLiteral: (value: string) => recorded(() => `literal<${JSON.stringify(value)}>`),
  list: (node: Recorded) => recorded(() => `list<${noted(node)}>`),
  record: (key: Recorded, value: Recorded) => recorded(() => `map<${noted(key)}, ${noted(value)}>`),
  enum_: (values: readonly string[]) =>
    recorded(
      () => 'enum',
      () => ({ enum: values }),
    ),
  undiscriminatedUnion: (options: readonly Recorded[]) =>
    recorded(
      () => 'union',
      () => ({ union: options.map(noted) }),
    ),
  lazy: (make: () => Recorded) =>
    recorded(
      () => noted(make()),
      () => make().type(),
    ),
  lazyObject: (make: () => Recorded) =>
    recorded(
      () => noted(make()),
      () => make().type(),
    ),
};
