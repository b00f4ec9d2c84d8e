/** The same rules in no layer. Each part is one block of it, so what closes in the first column closes that. */
export function withoutLayer(css: string): string {
  return css.replace(/^@layer vivavoce \{\n([^]*?)\n\}$/gm, (_, rules: string) =>
    rules.replace(/^ {2}/gm, ''),
  );
}
