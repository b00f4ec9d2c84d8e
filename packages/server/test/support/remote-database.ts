import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createClient } from '@libsql/client';
import type { Client, InValue, ResultSet, Transaction } from '@libsql/client';

/** A libSQL server as far as its HTTP clients see one: Hrana 2 over JSON, streams that end with their request. */
export interface RemoteDatabase {
  /** As `http://127.0.0.1:43121`. */
  readonly url: string;
  /** `answers`; `refuses`: with 500; `forgets`: does as it is asked, and says 500; `hangs`: takes requests and says nothing. */
  mood: 'answers' | 'refuses' | 'forgets' | 'hangs';
  /** What clients showed in `Authorization`. */
  readonly shown: Set<string | undefined>;
  /** Requests so far. */
  readonly count: number;
  close(): Promise<void>;
}

interface Statement {
  sql?: string;
  sql_id?: number;
  args?: Value[];
}
type Value =
  | { type: 'null' }
  | { type: 'integer'; value: string }
  | { type: 'float'; value: number }
  | { type: 'text'; value: string }
  | { type: 'blob'; base64: string };
type Condition =
  | { type: 'ok' | 'error'; step: number }
  | { type: 'not'; cond: Condition }
  | { type: 'and' | 'or'; conds: Condition[] };
interface Step {
  stmt: Statement;
  condition?: Condition;
}
type Request =
  | { type: 'close' | 'close_sql' | 'get_autocommit' }
  | { type: 'store_sql'; sql_id: number; sql: string }
  | { type: 'execute'; stmt: Statement }
  | { type: 'batch'; batch: { steps: Step[] } };
type Done = { result: object } | { error: { message: string; code?: string } };

/** Starts one on this machine; what it holds is gone when it is closed. @param token - what it asks its clients for. */
export async function remoteDatabase(token: string): Promise<RemoteDatabase> {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-remote-`);
  const client = createClient({ url: `file:${folder}/remote.db` });
  const shown = new Set<string | undefined>();
  let count = 0;
  // A transaction is of one request: they take turns.
  let turn: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    shown.add(request.headers.authorization);
    count++;
    void bodyOf(request).then((body) => {
      if (remote.mood === 'hangs') return;
      if (remote.mood === 'refuses') return answer(response, 500, { message: 'out of order' });
      if (request.headers.authorization !== `Bearer ${token}`) {
        return answer(response, 401, { message: 'Unauthorized' });
      }
      if (request.url !== '/v2/pipeline') return answer(response, 404, { message: 'Not found' });
      const { requests } = JSON.parse(body) as { requests: Request[] };
      turn = turn.then(async () => {
        const results = await pipeline(client, requests);
        if (remote.mood === 'forgets') return answer(response, 500, { message: 'out of order' });
        answer(response, 200, { baton: null, base_url: null, results });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const remote: RemoteDatabase = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    mood: 'answers',
    shown,
    get count() {
      return count;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await turn;
      client.close();
      await rm(folder, { recursive: true });
    },
  };
  return remote;
}

async function pipeline(client: Client, requests: Request[]): Promise<object[]> {
  const stored = new Map<number, string>();
  const stream: Stream = { client };
  const run = ({ sql, sql_id, args = [] }: Statement) =>
    execute(stream, sql ?? stored.get(sql_id ?? -1) ?? '', args.map(decodedValue));
  const results: object[] = [];
  for (const request of requests) {
    const { type } = request;
    const ok = (more: object = {}) => results.push({ type: 'ok', response: { type, ...more } });
    if (request.type === 'store_sql') {
      stored.set(request.sql_id, request.sql);
      ok();
    } else if (request.type === 'execute') {
      const done = await run(request.stmt);
      if ('result' in done) ok(done);
      else results.push({ type: 'error', error: done.error });
    } else if (request.type === 'batch') {
      const steps: (Done | undefined)[] = [];
      for (const { stmt, condition } of request.batch.steps) {
        steps.push(condition && !holds(condition, steps) ? undefined : await run(stmt));
      }
      const step_results = steps.map((done) => (done && 'result' in done ? done.result : null));
      const step_errors = steps.map((done) => (done && 'error' in done ? done.error : null));
      ok({ result: { step_results, step_errors } });
    } else ok();
  }
  return results;
}

function holds(condition: Condition, steps: readonly (Done | undefined)[]): boolean {
  switch (condition.type) {
    case 'ok':
    case 'error': {
      const done = steps[condition.step];
      return done !== undefined && (condition.type === 'ok' ? 'result' : 'error') in done;
    }
    case 'not':
      return !holds(condition.cond, steps);
    case 'and':
      return condition.conds.every((one) => holds(one, steps));
    case 'or':
      return condition.conds.some((one) => holds(one, steps));
  }
}

/** A connection, and the transaction it is in. */
interface Stream {
  readonly client: Client;
  transaction?: Transaction;
}

async function execute(stream: Stream, sql: string, args: InValue[]): Promise<Done> {
  try {
    return { result: encoded(await answerTo(stream, sql, args)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    const message = error instanceof Error ? error.message : 'failed';
    return { error: { message, ...(code !== undefined && { code }) } };
  }
}

async function answerTo(stream: Stream, sql: string, args: InValue[]): Promise<ResultSet> {
  const { transaction, client } = stream;
  if (/^begin/i.test(sql)) stream.transaction = await client.transaction('write');
  else if (/^(commit|rollback)/i.test(sql)) {
    await (/^commit/i.test(sql) ? transaction?.commit() : transaction?.rollback());
    transaction?.close();
    delete stream.transaction;
  } else return await (transaction ?? client).execute({ sql, args });
  return await client.execute('select 1');
}

function encoded({ columns, rows, rowsAffected, lastInsertRowid }: ResultSet): object {
  return {
    cols: columns.map((name) => ({ name, decltype: null })),
    rows: rows.map((row) => columns.map((_, i) => encodedValue(row[i]))),
    affected_row_count: rowsAffected,
    last_insert_rowid: lastInsertRowid === undefined ? null : String(lastInsertRowid),
  };
}

function encodedValue(value: unknown): Value {
  if (value === null || value === undefined) return { type: 'null' };
  if (typeof value === 'bigint') return { type: 'integer', value: String(value) };
  if (value instanceof ArrayBuffer) {
    return { type: 'blob', base64: Buffer.from(value).toString('base64') };
  }
  if (typeof value === 'string') return { type: 'text', value };
  const number = Number(value);
  return Number.isInteger(number)
    ? { type: 'integer', value: String(number) }
    : { type: 'float', value: number };
}

function decodedValue(value: Value): InValue {
  switch (value.type) {
    case 'null':
      return null;
    case 'integer':
      return BigInt(value.value);
    case 'blob':
      return Buffer.from(value.base64, 'base64');
    case 'float':
    case 'text':
      return value.value;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
