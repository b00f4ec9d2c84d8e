import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** One row of a props table. */
export interface Prop {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** The first paragraph of its docstring, without the default. */
  readonly description: string;
  /** Undefined where the docstring names none. */
  readonly default: string | undefined;
}

/** What the source of a component says about it. */
export interface ComponentReference {
  /** The docstring, without its tags. */
  readonly description: string;
  /** The root element whose props it takes as well, and those it does not take. */
  readonly element: { readonly tag: string; readonly without: readonly string[] } | undefined;
  readonly props: readonly Prop[];
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The source files of a package, read once, and the types declared in them. */
export class TypeReader {
  readonly #files = new Map<string, ts.SourceFile>();
  readonly #types = new Map<string, Declaration>();

  constructor(folder: string) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue;
      const file = parse(join(folder, name));
      this.#files.set(name.replaceAll('\\', '/'), file);
      for (const statement of file.statements) {
        if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
          this.#types.set(statement.name.text, statement);
        }
      }
    }
  }

  /** Undefined where there is no component of that name. */
  component(name: string): ComponentReference | undefined {
    const file = this.#files.get(`components/${name}.tsx`);
    const statement = file?.statements.find(
      (one) =>
        (ts.isVariableStatement(one) &&
          one.declarationList.declarations.some((it) => it.name.getText() === name)) ||
        (ts.isFunctionDeclaration(one) && one.name?.text === name),
    );
    if (!statement) return undefined;
    const found = new Found();
    const declaration = this.#types.get(`${name}Props`);
    if (declaration) this.#readDeclaration(declaration, found);
    return {
      description: docOf(statement),
      element: found.element,
      props: [...found.props.values()]
        .map((prop) => ({ ...prop, type: this.#spelledOut(prop.type) }))
        .toSorted((one, other) => Number(other.required) - Number(one.required)),
    };
  }

  /** A type in which the name of a choice among words has been replaced by the words. */
  #spelledOut(type: string): string {
    return type.replace(/\b[A-Z]\w+\b/g, (name) => {
      const declaration = this.#types.get(name);
      const words =
        declaration && ts.isTypeAliasDeclaration(declaration) ? literals(declaration.type) : [];
      return words.length > 0 && words.length < 9
        ? words.map((word) => `'${word}'`).join(' | ')
        : name;
    });
  }

  #readDeclaration(declaration: Declaration, found: Found): void {
    if (ts.isTypeAliasDeclaration(declaration)) {
      this.#readType(declaration.type, found);
      return;
    }
    for (const { types } of declaration.heritageClauses ?? []) {
      for (const type of types) this.#readReference(type.expression.getText(), type, found);
    }
    for (const member of declaration.members) readMember(member, found);
  }

  #readType(type: ts.TypeNode, found: Found): void {
    if (ts.isParenthesizedTypeNode(type)) this.#readType(type.type, found);
    else if (ts.isIntersectionTypeNode(type) || ts.isUnionTypeNode(type)) {
      for (const part of type.types) this.#readType(part, found);
    } else if (ts.isTypeLiteralNode(type)) {
      for (const member of type.members) readMember(member, found);
    } else if (ts.isTypeReferenceNode(type)) {
      this.#readReference(type.typeName.getText(), type, found);
    }
  }

  #readReference(name: string, type: ts.NodeWithTypeArguments, found: Found): void {
    const [first, second] = type.typeArguments ?? [];
    if (name === 'ElementProps' && first) {
      found.element = { tag: literals(first)[0] ?? '', without: second ? literals(second) : [] };
      const render = this.#types.get('Renderable');
      if (render) this.#readDeclaration(render, found);
    } else if ((name === 'Omit' || name === 'Pick') && first && second) {
      const inner = new Found();
      this.#readType(first, inner);
      const named = literals(second);
      for (const prop of inner.props.values()) {
        if (named.includes(prop.name) === (name === 'Pick')) found.props.set(prop.name, prop);
      }
      if (name === 'Omit' && inner.element) {
        found.element = { ...inner.element, without: [...inner.element.without, ...named] };
      }
    } else if (['Partial', 'Readonly', 'PropsWithChildren'].includes(name) && first) {
      this.#readType(first, found);
    } else {
      const declaration = this.#types.get(name);
      if (!declaration) return;
      const inner = new Found();
      this.#readDeclaration(declaration, inner);
      found.element = inner.element ?? found.element;
      for (const prop of inner.props.values()) {
        found.props.set(prop.name, { ...prop, type: filledIn(prop.type, declaration, type) });
      }
    }
  }
}

/** A type in which parameters have been replaced by what they stand for. */
function filledIn(
  type: string,
  { typeParameters = ts.factory.createNodeArray() }: Declaration,
  { typeArguments }: ts.NodeWithTypeArguments,
): string {
  return typeParameters.reduce((text, { name, default: otherwise }, index) => {
    const given = (typeArguments?.[index] ?? otherwise)?.getText();
    return given ? text.replace(new RegExp(`\\b${name.text}\\b`, 'g'), () => given) : text;
  }, type);
}

class Found {
  readonly props = new Map<string, Prop>();
  element: ComponentReference['element'];
}

function readMember(member: ts.TypeElement, found: Found): void {
  if (!ts.isPropertySignature(member) && !ts.isMethodSignature(member)) return;
  const name = member.name.getText();
  const type = ts.isPropertySignature(member) ? member.type?.getText() : member.getText();
  // A prop that one side of a union forbids is described on the other.
  if (type === 'never' || type === 'undefined') return;
  const doc = docOf(member);
  const [, before = doc, value] = /^(.*?)\s*\bDefault: (.+?)\.?$/.exec(doc) ?? [];
  const own = (type ?? 'unknown').replace(/ \| undefined$/, '').replace(/\s+/g, ' ');
  // The sides of a union each have their type, and the first has the docstring.
  const other = found.props.get(name);
  found.props.set(name, {
    name,
    type: other ? `${other.type} | ${own}` : own,
    required: !member.questionToken && (other?.required ?? true),
    description: before || (other?.description ?? ''),
    default: value ?? other?.default,
  });
}

/** The docstring in front of a declaration, up to its first tag, on one line. */
function docOf(node: ts.Node): string {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(docs.at(-1)?.comment) ?? '';
  return text.replace(/\s+/g, ' ').trim();
}

function literals(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literals);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** A source file with its parents, so that a node knows its own text. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    // In a .ts file `<T>(x) => x` is a function, and no element.
    path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
}
