import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { type WebSocket, WebSocketServer } from 'ws';
import * as evi from '../../src/index.ts';
import type { Operation } from './operations.ts';
import { bodyNames, specifiedOperations } from './specification.ts';

/** A request as the server saw it. */
export interface SeenRequest {
  operation: string;
  id: string | undefined;
  version: string | undefined;
  query: Record<string, string>;
  body: unknown;
}

/** A server on this machine's loopback that speaks EVI's REST operations and chat socket on our schemas. */
export interface Loopback {
  baseUrl: string;
  /** Every request since the start. */
  seen: SeenRequest[];
  /** What the next request of each operation is answered, by `resource.name`. */
  answers: Map<string, unknown>;
  /** Called for each chat that opens. */
  onChat: (socket: WebSocket, address: URL) => void;
  close: () => Promise<void>;
}

export const apiKey = 'a-key-for-tests';
/** The id of something the server answers 400 for. */
export const refusedId = 'refused';

export async function startLoopback(): Promise<Loopback> {
  const app = new Hono();
  const seen: SeenRequest[] = [];
  const answers = new Map<string, unknown>();
  app.use(async (context, next) => {
    if (context.req.header('x-hume-api-key') === apiKey) return next();
    return context.json({ error: 'unauthorized', message: 'no key', code: 'E0' }, 401);
  });
  for (const operation of specifiedOperations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    app.on(operation.method, path, (context) => handle(context, operation, seen, answers));
  }
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  // A machine that is busy for seconds is not to meet a connection that ends just then.
  server.keepAliveTimeout = 600_000;
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets = new WebSocketServer({ server, path: '/v0/evi/chat' });
  const { port } = server.address() as AddressInfo;
  const loopback: Loopback = {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    answers,
    onChat: () => undefined,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  sockets.on('connection', (socket, request) => {
    loopback.onChat(socket, new URL(request.url ?? '', loopback.baseUrl));
  });
  return loopback;
}

async function handle(
  context: Context,
  operation: Operation,
  seen: SeenRequest[],
  answers: Map<string, unknown>,
): Promise<Response> {
  const query = context.req.query();
  const further = Object.keys(query).filter((name) => !(name in (operation.query ?? {})));
  if (further.length > 0) return refuse(context, `the query has ${further.join()}`);
  const text = await context.req.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const schema = (evi as unknown as Record<string, v.GenericSchema>)[
    bodyNames[operation.name] ?? ''
  ];
  if (schema && !v.is(schema, body)) return refuse(context, 'the body does not fit');
  const { id, version } = context.req.param() as { id?: string; version?: string };
  if (id === refusedId) return refuse(context, 'refused');
  const name = `${operation.resource}.${operation.name}`;
  seen.push({ operation: name, id, version, query, body });
  if (operation.response === 'none') return context.body(null, 204);
  const answer = answers.get(name);
  if (operation.response === 'text') return context.text(answer as string);
  return context.json(answer ?? null, operation.status as 200);
}

function refuse(context: Context, message: string): Response {
  return context.json({ error: 'bad request', message, code: 'E1' }, 400);
}
