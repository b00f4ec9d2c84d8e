import { transformAsync } from '@babel/core';
import reactCompiler from 'babel-plugin-react-compiler';

/** A source file, as React's compiler leaves it. */
interface Compiled {
  /** Still TypeScript with JSX. */
  readonly code: string;
  readonly map: object | null;
  /** Names of the components and hooks that were compiled. */
  readonly compiled: readonly string[];
  /** Why it left others as they were. */
  readonly refusals: readonly string[];
}

/** What the compiler tells its logger, as far as it is looked at. */
interface CompilerEvent {
  readonly kind: string;
  readonly fnName?: string | null;
  readonly fnLoc?: { readonly start: { readonly line: number } } | null;
  readonly detail?: { readonly reason?: string };
  readonly reason?: string;
}

/** Runs React's compiler over a source file, as an app's build does that compiles its packages, too. */
export async function compileReact(file: string, source: string): Promise<Compiled> {
  const events: CompilerEvent[] = [];
  const result = await transformAsync(source, {
    filename: file,
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    parserOpts: { plugins: ['typescript', 'jsx'] },
    plugins: [
      [
        reactCompiler,
        {
          panicThreshold: 'none',
          logger: { logEvent: (_: string, event: CompilerEvent) => void events.push(event) },
        },
      ],
    ],
  });
  if (!result || typeof result.code !== 'string') throw new Error(`Nothing came of ${file}.`);
  const { code, map } = result;
  const successes = events.filter(({ kind }) => kind === 'CompileSuccess');
  return {
    code,
    map: map ?? null,
    compiled: successes.flatMap(({ fnName }) => fnName ?? []),
    refusals: events
      .filter((event) => !successes.includes(event))
      .map(({ kind, fnName, fnLoc, detail, reason }) => {
        const why = detail?.reason ?? reason ?? 'no reason given';
        return `${fnName ?? `line ${String(fnLoc?.start.line)}`}: ${kind}: ${why}`;
      }),
  };
}
