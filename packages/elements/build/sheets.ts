import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { oneStylesheet } from '../../react/build/one-stylesheet.ts';
import { withoutLayer } from '../../react/build/without-layer.ts';

const react = join(import.meta.dirname, '../../react/src');

/** `import { pageSheet, shadowSheet } from 'virtual:sheets'`: the stylesheet of `@vivavoce/react`, for shadow roots. */
export function sheets(): Plugin {
  return {
    name: 'vivavoce:sheets',
    resolveId: (source) => (source === 'virtual:sheets' ? '\0sheets' : null),
    load(id) {
      if (id !== '\0sheets') return null;
      const page = readFileSync(join(react, 'styles/page.css'), 'utf8');
      const tokens = readFileSync(join(react, 'styles/tokens.css'), 'utf8');
      const all = oneStylesheet(join(react, 'styles.css')).replace(page, '');
      const host = readFileSync(join(import.meta.dirname, '../src/host.css'), 'utf8');
      const shadow = inShadow(withoutLayer(all), tokensOf(tokens)) + host;
      return [
        `export const pageSheet = ${JSON.stringify(small(page))};`,
        `export const shadowSheet = ${JSON.stringify(small(shadow))};`,
      ].join('\n');
    },
  };
}

/** The names of all tokens. */
export function tokensOf(css: string): ReadonlySet<string> {
  return new Set([...css.matchAll(/^\s*--vv-([\w-]+):/gm)].map(([, name = '']) => name));
}

/**
 * The same rules for a shadow root, which a token reaches from wherever the page sets it. A default that stood on the host would hide
 * what is set above it: so defaults have names of their own, and every use falls back to them.
 */
export function inShadow(css: string, tokens: ReadonlySet<string>): string {
  const withFallbacks = css.replace(/var\(--vv-([\w-]+)\)/g, (use, name: string) =>
    tokens.has(name) ? `var(--vv-${name}, var(--vv-default-${name}))` : use,
  );
  return withFallbacks.replace(/:where\(:root\) \{[^}]*\}/g, (rule) =>
    rule.replace(':where(:root)', ':host').replace(/^(\s*)--vv-/gm, '$1--vv-default-'),
  );
}

/** Without comments and indentation. */
function small(css: string): string {
  return css.replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '\n');
}
