import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

// `custom-elements.json`, by which editors know tags and attributes: read from the classes and their comments, so that it can't drift.
const source = join(import.meta.dirname, '../src');

const elements = [
  ['viva-voice-panel', 'VivaVoicePanel'],
  ['viva-voice-transcript', 'VivaVoiceTranscript'],
  ['viva-voice-widget', 'VivaVoiceWidget'],
] as const;

/** Attributes of every element that mean something to one of these. */
const more: Readonly<Record<string, readonly object[]>> = {
  'viva-voice-widget': [
    {
      name: 'title',
      description: 'The panel’s heading, by which it is named. Default: a label.',
      type: { text: 'string' },
    },
  ],
};

interface Found {
  readonly member: Member;
  /** Whether it is declared only, as what is made of an attribute is. */
  readonly declared: boolean;
}

interface Member {
  readonly name: string;
  readonly description: string;
  readonly type: { readonly text: string };
}

/** The manifest, by the schema of custom-elements-manifest 1.0. */
export function manifest(): object {
  const base = read('voice-element.ts');
  const shared = membersOf(base, 'VoiceElement');
  const events = membersOf(base, 'VoiceElementEventMap');
  const commands = commandsOf(read('commands.ts'));
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: 'dist/index.js',
        declarations: elements.map(([tagName, name]) => {
          const file = read(`${tagName}.tsx`);
          const own = membersOf(file, name);
          const members = [...shared, ...own];
          return {
            kind: 'class',
            customElement: true,
            tagName,
            name,
            description: about(declarationOf(file, name)),
            attributes: [
              ...members
                .filter(({ declared }) => declared)
                .map(({ member }) => ({
                  ...member,
                  name: kebab(member.name),
                  fieldName: member.name,
                })),
              ...(more[tagName] ?? []),
            ],
            members: [
              ...members.map(({ member }) => ({ kind: 'field', ...member })),
              ...commands.map((command) => ({ kind: 'method', name: command })),
            ],
            events: [...events, ...membersOf(file, 'VoiceWidgetEventMap')].map(
              ({ member }) => member,
            ),
          };
        }),
        exports: elements.flatMap(([tagName, name]) => [
          { kind: 'js', name, declaration: { name } },
          { kind: 'custom-element-definition', name: tagName, declaration: { name } },
        ]),
      },
    ],
  };
}

function read(file: string): ts.SourceFile {
  const text = readFileSync(join(source, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration;

function declarationOf(file: ts.SourceFile, name: string): Declaration | undefined {
  return file.statements.find(
    (statement): statement is Declaration =>
      (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) &&
      statement.name?.text === name,
  );
}

/** What of it bears a comment. */
function membersOf(file: ts.SourceFile, name: string): Found[] {
  const members = [...(declarationOf(file, name)?.members ?? [])];
  return members.flatMap((member) => {
    const isField =
      ts.isPropertyDeclaration(member) ||
      ts.isPropertySignature(member) ||
      ts.isGetAccessorDeclaration(member);
    const description = about(member);
    if (!isField || !description || !ts.isIdentifier(member.name)) return [];
    return [
      {
        member: {
          name: member.name.text,
          description,
          type: { text: member.type?.getText(file).replace(/\s+/g, ' ') ?? 'unknown' },
        },
        declared: ts.isPropertyDeclaration(member),
      },
    ];
  });
}

function commandsOf(file: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) names.push(node.name.getText(file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function about(node: ts.Node | undefined): string {
  const docs = node ? ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc) : [];
  return docs
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ');
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
