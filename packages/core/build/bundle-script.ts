import { rolldown } from 'rolldown';
import type { Plugin } from 'rolldown';

/** A script that needs nothing but itself, and the files it was made from. */
export interface Script {
  readonly code: string;
  readonly modules: readonly string[];
}

/** Makes one self-contained, minified script of a module and all it imports, sources of other packages included. */
export async function bundleScript(file: string, plugins: Plugin[] = []): Promise<Script> {
  const bundle = await rolldown({
    input: file,
    plugins,
    platform: 'neutral',
    resolve: { conditionNames: ['vivavoce-source', 'module', 'import', 'default'] },
  });
  try {
    const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
    return { code: output[0].code, modules: output[0].moduleIds };
  } finally {
    await bundle.close();
  }
}
