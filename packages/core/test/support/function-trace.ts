import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { createServer } from 'vite';
import type { Plugin, ViteDevServer } from 'vite';
import { expect } from 'vitest';
import { inlineSource } from '../../build/inline-source.ts';

const root = join(import.meta.dirname, '../../../..');
const sources = /\/packages\/(?:core|evi|react|realtime|server)\/src\/(?!.*\.test\.).*\.tsx?$/;

/**
 * All functions of this project's sources that ran, in their order, as "file function"; and all messages that were posted to a
 * port, as "port type". A function without a name bears that of the one around it, as "file outer =>". The sources say so themselves:
 * those that come by `load` are written so that each function begins by telling its name.
 */
export class FunctionTrace {
  readonly #server: ViteDevServer;
  readonly #undo: () => void;
  readonly #passed: string[] = [];

  static async begin(): Promise<FunctionTrace> {
    const server = await createServer({
      configFile: false,
      root,
      logLevel: 'error',
      server: { middlewareMode: true, watch: null, ws: false },
      optimizeDeps: { noDiscovery: true },
      plugins: [inlineSource(), tellingNames()],
      ssr: { noExternal: [/^@vivavoce\//], resolve: { conditions: ['vivavoce-source', 'node'] } },
    });
    return new FunctionTrace(server);
  }

  private constructor(server: ViteDevServer) {
    this.#server = server;
    const scope = globalThis as { passed?: unknown };
    const pass = (scope.passed = (name: string): void => void this.#passed.push(name));
    const port = MessagePort.prototype as { postMessage: (...message: unknown[]) => void };
    const post: typeof port.postMessage = Reflect.get(port, 'postMessage');
    port.postMessage = function (...message): void {
      const name = portName(message[0]);
      if (name !== undefined) pass(name);
      Reflect.apply(post, this, message);
    };
    this.#undo = () => {
      port.postMessage = post;
      delete scope.passed;
    };
  }

  /** A module of the sources, by its path in the repository. */
  load<Module>(path: string): Promise<Module> {
    return this.#server.ssrLoadModule(`/${path}`) as Promise<Module>;
  }

  /** What was passed since it was asked last. */
  take(): string[] {
    return this.#passed.splice(0);
  }

  async end(): Promise<void> {
    this.#undo();
    await this.#server.close();
  }
}

/**
 * Holds a way on the page of the architecture and a trace together: each stage of the page was passed, in this order, no other
 * port was, and whatever else ran is an aside.
 *
 * @param bound the most stages it may have
 * @param asides what stages ask or do beside what is handed on
 */
export function expectFlow(
  heading: string,
  bound: number,
  trace: readonly string[],
  asides: readonly (string | RegExp)[],
): void {
  const stages = stagesOf(heading);
  const isAside = (name: string): boolean =>
    asides.some((aside) => (typeof aside === 'string' ? aside === name : aside.test(name)));
  expect(stages.length).toBeGreaterThan(5);
  expect(stages.length).toBeLessThanOrEqual(bound);
  const rest = [...trace];
  const passed = stages.filter((stage) => {
    const at = rest.findIndex((name) => isStage(name, stage));
    return at !== -1 && rest.splice(0, at + 1).length > 0;
  });
  const handed = trace.filter((name) => !isAside(name));
  expect(passed, `passed: ${handed.join(', ')}`).toEqual(stages);
  const besides = [...new Set(handed)];
  expect(besides.filter((name) => !stages.some((stage) => isStage(name, stage)))).toEqual([]);
  // A message of each kind is another crossing.
  const ports = besides.filter((name) => name.startsWith('port '));
  expect(ports).toHaveLength(stages.filter((stage) => stage === 'port').length);
}

function isStage(name: string, stage: string): boolean {
  return stage === 'port' ? name.startsWith('port ') : name === stage;
}

/** The stages that the page lists under a heading; a port is one without a function. */
function stagesOf(heading: string): string[] {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const [, text = ''] = page.split(`\n### ${heading}\n`);
  const [list = ''] = text.split(/\n#{2,3} /);
  return [...list.matchAll(/^\d+\. (.*)$/gm)].map(([, line = '']) => {
    const [, file, name] = /`([\w-]+\.tsx?)` `([^`]+)`/.exec(line) ?? [];
    return file === undefined ? 'port' : `${file} ${name}`;
  });
}

/** By what its messages are told apart: their type, or for a batch of events the types of all; undefined for React's own. */
function portName(message: unknown): string | undefined {
  const typeOf = (one: unknown): string =>
    (one as { type?: string } | null | undefined)?.type ?? 'chunk';
  if (typeof message !== 'object' || message === null) return undefined;
  return `port ${Array.isArray(message) ? message.map(typeOf).join(' ') : typeOf(message)}`;
}

/** Lets each function begin by telling its name. */
function tellingNames(): Plugin {
  return {
    name: 'telling-names',
    enforce: 'pre',
    transform(code, id) {
      if (!sources.test(id)) return null;
      const inserts: [at: number, text: string][] = [];
      const visit = (node: ts.Node, outer: string): void => {
        let name = outer;
        if (ts.isFunctionLike(node) && 'body' in node && node.body) {
          name = nameOf(node) ?? `${outer} =>`.trim();
          const tell = `globalThis.passed?.(${JSON.stringify(`${basename(id)} ${name}`)})`;
          const body = node.body as ts.Node;
          if (ts.isBlock(body)) inserts.push([body.getStart() + 1, `${tell};`]);
          else inserts.push([body.getStart(), `(${tell},`], [body.getEnd(), ')']);
        }
        ts.forEachChild(node, (child) => visit(child, name));
      };
      visit(ts.createSourceFile(id, code, ts.ScriptTarget.Latest, true), '');
      const text = inserts
        .sort(([a], [b]) => b - a)
        .reduce((before, [at, insert]) => before.slice(0, at) + insert + before.slice(at), code);
      return { code: text, map: null };
    },
  };
}

function nameOf(node: ts.SignatureDeclaration): string | undefined {
  const { parent } = node;
  if (ts.isConstructorDeclaration(node)) return (parent as ts.ClassDeclaration).name?.text;
  if (ts.isGetAccessor(node)) return `get ${node.name.getText()}`;
  if (ts.isSetAccessor(node)) return `set ${node.name.getText()}`;
  if (node.name) return node.name.getText();
  if (ts.isBinaryExpression(parent) && parent.right === node) return parent.left.getText();
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertyAssignment(parent)
  )
    return parent.name.getText();
  return undefined;
}
