import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parse } from '../../demo/build/props-of.ts';
import { root } from './repository.ts';

/** A name that an entry of a package exports, and what its source says about it. */
export interface Exported {
  readonly name: string;
  readonly kind: 'component' | 'hook' | 'function' | 'class' | 'value' | 'type';
  /** The docstring without its tags, as Markdown. */
  readonly description: string;
  /** Code of its `@example` tags, fences included. */
  readonly examples: readonly string[];
  readonly throws: readonly string[];
  /** How it is declared, without what it does. */
  readonly signature: string;
  /** The package it comes from, where that is another one. */
  readonly of: string | undefined;
  /** What a class, an interface or a type made of them has. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  readonly default: string;
}

type Declared =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement;

/** Reads what a source file exports, in its order: syntax alone, as it stands there. */
export function exportsOf(index: string): readonly Exported[] {
  const file = open(join(root, index));
  const found = new Map<string, Exported>();
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement)) {
      for (const name of declaredBy(statement))
        if (isExported(statement)) found.set(name, describe(name, [statement as Declared]));
      continue;
    }
    const from = statement.moduleSpecifier;
    if (!from || !ts.isStringLiteral(from)) continue;
    const clause = statement.exportClause;
    const other = from.text.startsWith('.') ? join(dirname(file.fileName), from.text) : undefined;
    if (!clause) {
      if (other) for (const one of exportsOf(relative(other))) found.set(one.name, one);
      continue;
    }
    if (!ts.isNamedExports(clause)) continue;
    for (const { name, propertyName } of clause.elements) {
      const own = (propertyName ?? name).text;
      const declarations = other ? findDeclarations(open(other), own) : [];
      if (declarations.length > 0)
        found.set(name.text, describe(name.text, declarations, statement));
      else
        found.set(name.text, {
          ...nothing,
          name: name.text,
          kind: statement.isTypeOnly ? 'type' : 'value',
          description: docOf(statement),
          of: other ? undefined : from.text,
        });
    }
  }
  return [...found.values()];
}

const nothing = {
  description: '',
  examples: [],
  throws: [],
  signature: '',
  of: undefined,
  members: [],
};

const files = new Map<string, ts.SourceFile>();

function open(path: string): ts.SourceFile {
  const known = files.get(path) ?? parse(path);
  files.set(path, known);
  return known;
}

/** Forgets what was read, so that the next reading sees what has been edited. */
export function readAgain(): void {
  files.clear();
}

function relative(path: string): string {
  return path.slice(root.length + 1);
}

/** The declarations of that name, overloads included, also where the file only hands it on. */
function findDeclarations(file: ts.SourceFile, name: string): Declared[] {
  const own = file.statements.filter((one) => declaredBy(one).includes(name)) as Declared[];
  if (own.length > 0) return own;
  for (const statement of file.statements) {
    const from =
      ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)
        ? statement.moduleSpecifier
        : undefined;
    if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) continue;
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    const element =
      clause && ts.isNamedExports(clause)
        ? clause.elements.find((one) => one.name.text === name)
        : undefined;
    if (element)
      return findDeclarations(
        open(join(dirname(file.fileName), from.text)),
        (element.propertyName ?? element.name).text,
      );
  }
  return [];
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const declares =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return declares && statement.name ? [statement.name.text] : [];
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function describe(
  name: string,
  declarations: readonly Declared[],
  exporting?: ts.ExportDeclaration,
): Exported {
  // A value and a type may bear one name; what can be called comes first.
  const [first] = declarations;
  if (!first) throw new Error(`${name} is declared nowhere.`);
  const doc = declarations.find((one) => docOf(one)) ?? first;
  return {
    name,
    kind: kindOf(name, first),
    description: docOf(doc) || (exporting ? docOf(exporting) : ''),
    examples: tagsOf(doc, 'example'),
    throws: tagsOf(doc, 'throws'),
    signature: signatureOf(name, declarations),
    of: undefined,
    members: declarations.flatMap(membersOf),
  };
}

function kindOf(name: string, declared: Declared): Exported['kind'] {
  if (ts.isInterfaceDeclaration(declared) || ts.isTypeAliasDeclaration(declared)) return 'type';
  if (/^use[A-Z]/.test(name)) return 'hook';
  if (declared.getSourceFile().fileName.endsWith('.tsx') && /^[A-Z]/.test(name)) return 'component';
  if (ts.isClassDeclaration(declared)) return 'class';
  if (ts.isFunctionDeclaration(declared)) return 'function';
  const [only] = declared.declarationList.declarations;
  return only?.initializer && ts.isArrowFunction(only.initializer) ? 'function' : 'value';
}

function signatureOf(name: string, declarations: readonly Declared[]): string {
  const functions = declarations.filter(ts.isFunctionDeclaration);
  if (functions.length > 0) {
    const overloads = functions.filter(({ body }) => !body);
    return (overloads.length > 0 ? overloads : functions).map(head).join('\n');
  }
  const [first] = declarations;
  if (!first) return '';
  if (ts.isTypeAliasDeclaration(first)) return bare(first.getText());
  if (ts.isVariableStatement(first)) {
    const one = first.declarationList.declarations.find((it) => it.name.getText() === name);
    return one?.type ? `const ${name}: ${one.type.getText()};` : `const ${name};`;
  }
  return '';
}

/** A function without its body, and without what it does with its parameters. */
function head(declared: ts.FunctionDeclaration): string {
  const generic = declared.typeParameters?.map((one) => one.getText()).join(', ');
  const parameters = declared.parameters.map((one, index) => {
    const name = ts.isIdentifier(one.name) ? one.name.text : index === 0 ? 'options' : 'more';
    const optional = (one.questionToken ?? one.initializer) ? '?' : '';
    return `${one.dotDotDotToken ? '...' : ''}${name}${optional}: ${one.type?.getText() ?? 'unknown'}`;
  });
  const result = declared.type ? `: ${declared.type.getText()}` : '';
  return `function ${declared.name?.text ?? ''}${generic ? `<${generic}>` : ''}(${parameters.join(', ')})${result};`;
}

function bare(text: string): string {
  return text.replace(/\/\*\*[^]*?\*\/\s*/g, '').replace(/^export /, '');
}

function membersOf(declared: Declared): Member[] {
  if (ts.isInterfaceDeclaration(declared)) return declared.members.flatMap(memberOf);
  if (ts.isClassDeclaration(declared)) return declared.members.flatMap(memberOf);
  if (ts.isTypeAliasDeclaration(declared)) return literalMembers(declared.type);
  return [];
}

function literalMembers(type: ts.TypeNode): Member[] {
  if (ts.isTypeLiteralNode(type)) return type.members.flatMap(memberOf);
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(literalMembers);
  return [];
}

function memberOf(member: ts.TypeElement | ts.ClassElement): Member[] {
  const name = member.name?.getText();
  if (name === undefined || name.startsWith('#') || name.startsWith('[')) return [];
  if (ts.canHaveModifiers(member)) {
    const kinds = (ts.getModifiers(member) ?? []).map(({ kind }) => kind);
    if (kinds.includes(ts.SyntaxKind.PrivateKeyword)) return [];
  }
  const doc = docOf(member);
  const [, before = doc, otherwise = ''] = /^([^]*?)\s*\bDefault: ([^]+?)\.?$/.exec(doc) ?? [];
  return [
    {
      name,
      type: typeOf(member).replace(/ \| undefined$/, ''),
      required: !('questionToken' in member && member.questionToken),
      description: before,
      default: otherwise,
    },
  ];
}

function typeOf(member: ts.TypeElement | ts.ClassElement): string {
  if (
    ts.isMethodSignature(member) ||
    ts.isMethodDeclaration(member) ||
    ts.isConstructorDeclaration(member)
  ) {
    const parameters = member.parameters.map((one) => bare(one.getText())).join(', ');
    return `(${parameters}) => ${member.type?.getText() ?? 'void'}`;
  }
  if (ts.isGetAccessor(member)) return member.type?.getText() ?? '';
  if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))
    return bare(member.type?.getText() ?? '');
  return '';
}

function docOf(node: ts.Node): string {
  const doc = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  return linksAsCode(ts.getTextOfJSDocComment(doc?.comment) ?? '');
}

function tagsOf(node: ts.Node, name: string): string[] {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === name)
    .map((tag) => linksAsCode(textOf(tag, name)));
}

/** TypeScript takes the first word behind `@throws` for a type, if it stands in braces only; the text is what we want. */
function textOf(tag: ts.JSDocTag, name: string): string {
  return tag
    .getText()
    .replace(new RegExp(`^@${name}\\s*`), '')
    .replace(/^\s*\* ?/gm, '')
    .replace(/\*\/$/, '')
    .trim();
}

function linksAsCode(text: string): string {
  return text.replace(/\{@link(?:code|plain)? ([^}|\s]+)[^}]*\}/g, '`$1`').trim();
}
