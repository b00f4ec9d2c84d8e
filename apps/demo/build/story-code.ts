import ts from 'typescript';
import { parse } from './props-of.ts';

/** The code that a story's page would be in an app. */
export interface StoryCode {
  /** The story's name; `${x}` in it stands for what a list in the stories' file puts there, as `{x}` does in the code. */
  readonly name: string;
  readonly code: string;
}

/** Reads the stories of a file: each object that has a `name` and, by itself or by what it spreads, a `page`. */
export function storyCodes(path: string): readonly StoryCode[] {
  const file = parse(path);
  const constants = new Map<string, ts.Expression>();
  const helpers = new Map<string, string>();
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      helpers.set(statement.name.text, statement.getText());
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) constants.set(name.getText(), initializer);
    }
  }

  const valueOf = (object: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined => {
    for (const property of object.properties.toReversed()) {
      if (ts.isPropertyAssignment(property) && property.name.getText() === key) {
        return property.initializer;
      }
      if (!ts.isSpreadAssignment(property)) continue;
      const spread = constants.get(property.expression.getText());
      const found = spread && ts.isObjectLiteralExpression(spread) && valueOf(spread, key);
      if (found) return found;
    }
    return undefined;
  };

  const codes: StoryCode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const name = valueOf(node, 'name');
      const page = valueOf(node, 'page');
      if (name && page && (ts.isStringLiteralLike(name) || ts.isTemplateExpression(name))) {
        const provider = valueOf(node, 'provider');
        codes.push({
          name: ts.isStringLiteralLike(name) ? name.text : name.getText().slice(1, -1),
          code: write(page, provider, constants, helpers, file),
        });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return codes;
}

function write(
  page: ts.Expression,
  provider: ts.Expression | undefined,
  constants: ReadonlyMap<string, ts.Expression>,
  helpers: ReadonlyMap<string, string>,
  file: ts.SourceFile,
): string {
  let shown = bare(page);
  if (ts.isIdentifier(shown)) shown = bare(constants.get(shown.text) ?? shown);
  const props =
    provider && ts.isObjectLiteralExpression(provider) ? provider.properties.map(attribute) : [];
  const inner = unindented(shown.getText());
  const code =
    props.length === 0
      ? inner
      : `<VoiceProvider url={url} ${props.join(' ')}>\n${indented(inner)}\n</VoiceProvider>`;
  const local = [...helpers]
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code))
    .map(([, text]) => text);
  const all = [...local, code].join('\n\n');
  return [...imports(all, file, props.length > 0), '', all].join('\n');
}

/** Without brackets, and without the row that only lays out the story. */
function bare(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node)) return bare(node.expression);
  if (!ts.isJsxElement(node) || node.openingElement.tagName.getText() !== 'Row') return node;
  const children = node.children.filter((child) => !ts.isJsxText(child) || child.text.trim());
  const [only] = children;
  if (!only || children.length > 1 || ts.isJsxText(only)) return node;
  return ts.isJsxExpression(only) ? (only.expression ?? node) : only;
}

function attribute(property: ts.ObjectLiteralElementLike): string {
  if (!ts.isPropertyAssignment(property)) return `{...{ ${property.getText()} }}`;
  const { initializer } = property;
  const name = property.name.getText();
  if (initializer.kind === ts.SyntaxKind.TrueKeyword) return name;
  if (ts.isStringLiteral(initializer)) return `${name}="${initializer.text}"`;
  return `${name}={${initializer.getText()}}`;
}

/** What the code needs of the kit, as an app imports it. */
function imports(code: string, file: ts.SourceFile, provided: boolean): string[] {
  const from = new Map<string, Set<string>>();
  const add = (name: string, module: string): void => {
    from.set(module, (from.get(module) ?? new Set()).add(name));
  };
  if (provided) add('VoiceProvider', '@vivavoce/react');
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) {
      continue;
    }
    const module = statement.moduleSpecifier.text;
    const named = statement.importClause?.namedBindings;
    if (!/^(@vivavoce\/react|react$)/.test(module) || !named || !ts.isNamedImports(named)) continue;
    for (const { name } of named.elements) {
      if (new RegExp(`\\b${name.text}\\b`).test(code)) add(name.text, module);
    }
  }
  return [...from].map(
    ([module, names]) => `import { ${[...names].toSorted().join(', ')} } from '${module}';`,
  );
}

/** Moves what follows the first line to the left, as far as its last line stands in. */
function unindented(text: string): string {
  const by = /\n( *)\S[^\n]*$/.exec(text)?.[1] ?? '';
  return text.replaceAll(`\n${by}`, '\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
