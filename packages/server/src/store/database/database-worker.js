// The thread that owns a local database: SQLite works within the call, and whoever calls it waits. Plain JavaScript: Node loads it as it
// is, from here and from dist.
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createClient } from '@libsql/client/sqlite3';

/** @typedef {import('./threaded-client.ts').Job} Job */
/** @typedef {import('./threaded-client.ts').Answer} Answer */

/** Another process that writes is asked again after so long, in ms, and each time after twice as long, up to the longest. */
const againMs = 5;
const longestMs = 50;
const inMemory = workerData.url === ':memory:';
/** @type {string[]} What each connection is told first. */
let settings = workerData.settings;
/** @type {ReturnType<typeof createClient> | undefined} */
let client;
/** What writes keeps its order; reading does not wait for it. */
const lanes = { read: lane(), write: lane() };
/** One thing at a time. */
let turn = Promise.resolve();

parentPort?.on('message', (/** @type {Job} */ job) => {
  const reads =
    job.kind === 'batch' && job.statements.every(({ sql }) => /^\s*select\b/i.test(sql));
  lanes[reads ? 'read' : 'write'](job, performance.now() + job.patienceMs);
});

function lane() {
  /** @type {{ job: Job, deadline: number }[]} */
  const jobs = [];
  let delay = againMs;
  const work = async () => {
    for (let next = jobs[0]; next; next = jobs[0]) {
      const answer = await inTurn(next.job);
      if (answer.error?.code === 'SQLITE_BUSY') {
        await handOver(answer.error);
        continue;
      }
      delay = againMs;
      jobs.shift();
      parentPort?.postMessage(answer);
    }
  };
  /** @param {Answer['error']} error Who has waited for as long as he may is told so, also behind somebody who waits longer. */
  const handOver = async (error) => {
    const now = performance.now();
    const late = jobs.filter(({ deadline }) => deadline <= now);
    const first = jobs[0];
    jobs.splice(0, jobs.length, ...jobs.filter(({ deadline }) => deadline > now));
    for (const { job } of late) parentPort?.postMessage({ id: job.id, error });
    if (jobs[0] !== first) return;
    await pause(delay);
    delay = Math.min(longestMs, delay * 2);
  };
  return (/** @type {Job} */ job, /** @type {number} */ deadline) => {
    if (jobs.push({ job, deadline }) === 1) void work();
  };
}

/**
 * @param {Job} job
 * @returns {Promise<Answer>}
 */
function inTurn(job) {
  const done = turn.then(async () => {
    try {
      return { id: job.id, results: await run(job) };
    } catch (error) {
      // A statement that failed may still hold what it saw of the database: no later one on this connection could commit.
      if (!inMemory) close();
      return { id: job.id, error: errorText(error) };
    }
  });
  turn = done.then(() => undefined);
  return done;
}

/** @param {Job} job */
async function run(job) {
  if (job.kind === 'close') {
    close();
    return [];
  }
  const { statements } = job;
  if (job.kind === 'settings') {
    settings = statements.map(({ sql }) => sql);
    close();
    await connection();
    return [];
  }
  const connected = await connection();
  if (job.kind === 'migrate') return (await connected.migrate(statements)).map(plain);
  const [only] = statements;
  if (only && statements.length === 1) return [plain(await connected.execute(only))];
  // Whoever is going to write says so first: who has begun to read can't wait for others that write.
  const reads = statements.every(({ sql }) => /^\s*select\b/i.test(sql));
  return (await connected.batch(statements, reads ? 'deferred' : 'write')).map(plain);
}

async function connection() {
  if (client) return client;
  const opened = createClient({ url: workerData.url, concurrency: 1 });
  try {
    for (const setting of settings) await opened.execute(setting);
  } catch (error) {
    opened.close();
    throw error;
  }
  client = opened;
  return opened;
}

function close() {
  client?.close();
  client = undefined;
}

/** @param {import('@libsql/client').ResultSet} result */
function plain({ columns, columnTypes, rows, rowsAffected, lastInsertRowid }) {
  const values = rows.map((row) => columns.map((_, i) => row[i] ?? null));
  return { columns, columnTypes, rows: values, rowsAffected, lastInsertRowid };
}

/** @param {unknown} error */
function errorText(error) {
  let first = error;
  while (first instanceof Error && first.cause instanceof Error) first = first.cause;
  const message = first instanceof Error ? first.message : 'it failed';
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return { message, code };
}
