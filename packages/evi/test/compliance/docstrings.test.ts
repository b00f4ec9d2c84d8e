import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

// Rule: everything the package exports says what it is, and so does every field of the interfaces it exports.

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
const program = ts.createProgram([entry], {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noEmit: true,
});
const checker = program.getTypeChecker();
const file = program.getSourceFile(entry);
const module = file && checker.getSymbolAtLocation(file);
const symbols = (module ? checker.getExportsOfModule(module) : []).map((symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
);

test('the exports are found at all', () => {
  expect(symbols.length).toBeGreaterThan(150);
});

test('every exported symbol has a docstring at each of its declarations', () => {
  const bare = symbols.flatMap((symbol) =>
    (symbol.declarations ?? [])
      .filter((declaration) => ts.getJSDocCommentsAndTags(hostOf(declaration)).length === 0)
      .map(() => symbol.name),
  );
  expect(bare).toEqual([]);
});

test('every field of an exported interface or class has a docstring', () => {
  const bare = symbols.flatMap((symbol) =>
    (symbol.declarations ?? [])
      .filter(
        (declaration) =>
          ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration),
      )
      .flatMap((declaration) => [...(declaration as ts.InterfaceDeclaration).members])
      .filter((member) => member.name && !ts.isPrivateIdentifier(member.name))
      .filter((member) => ts.getJSDocCommentsAndTags(member).length === 0)
      .map((member) => `${symbol.name}.${member.name?.getText() ?? ''}`),
  );
  expect(bare).toEqual([]);
});

/** Where the comment of a declaration stands: of a constant, before the whole statement. */
function hostOf(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}
