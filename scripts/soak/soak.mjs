// `npm run soak`: conversations with the built server for as long as is asked; nothing may be held of them, and nothing open.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools.mjs';
import { Call, turns } from './caller.mjs';
import { judgeHeap, leaked } from './judge.mjs';
import { weigh } from './weigh.mjs';

/** @typedef {import('./judge.mjs').Sample} Sample */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '10' },
    /** How many Chats are weighed at least: of fewer than a hundred, a kilobyte each would not stand out. */
    chats: { type: 'string', default: '100' },
    /** Lets other programs go first. */
    yielding: { type: 'boolean', default: false },
    /** Options of createServer() as JSON. */
    server: { type: 'string', default: '{}' },
  },
});
const lastMs = Number(values.minutes) * 60_000;
const callers = Number(values.conversations);
/** A conversation whose line broke waits 30 s for its client; then it takes what it takes on a busy machine. */
const restMs = 120_000;
const leastChats = Number(values.chats);

// What is started from here inherits it.
if (values.yielding) setPriority(10);
const child = fork(join(root, 'scripts/soak/server.mjs'), [values.server], {
  execArgv: ['--expose-gc'],
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
let over = false;
/** @type {string[]} */
const failures = [];
const exited = once(child, 'exit').then(([code]) => {
  if (!over) failures.push(`the server ended by itself (exit code ${code})`);
  over = true;
});
/** @type {Record<string, number>} */
const done = {};
let chats = 0;
let heard = 0;

const { url } = /** @type {{ url: string }} */ (await answer());
const address = `${url.replace('http', 'ws')}/v0/evi/chat`;
const speech = await learnToSpeak();
await life(0, 1);
const start = await sample();
/** @type {Sample[]} */
const samples = [];
const began = Date.now();
/** What each caller goes on with: its chances, and the Chat Group of its last Chat. */
const states = Array.from({ length: callers }, (_, i) => ({
  random: randomOf(i + 1),
  group: /** @type {string | undefined} */ (undefined),
}));

// The first third is for warming up, and so is a first weighing.
await atRest();
await talkFor(lastMs / 3);
const before = await atRest();
const chatsBefore = chats;
await talkFor((lastMs * 2) / 3, leastChats);
const after = await atRest();
const chatsWeighed = chats - chatsBefore;
const end = await settled();
over = true;
child.send('close');
await exited;
process.exitCode = report() ? 0 : 1;

/**
 * All callers, and who watches the server meanwhile.
 * @param {number} ms
 * @param {number} [least] Chats: longer than so many ms if need be
 */
async function talkFor(ms, least = 0) {
  const until = Date.now() + ms;
  const enough = chats + least;
  const goesOn = () => !over && (Date.now() < until || chats < enough);
  await Promise.all([...states.map((state) => converse(state, goesOn)), watch(goesOn)]);
}

/**
 * One caller: a Chat after the other.
 * @param {(typeof states)[number]} state
 * @param {() => boolean} goesOn
 */
async function converse(state, goesOn) {
  const { random } = state;
  while (goesOn()) {
    state.group = await life(random(), random(), random() < 0.3 ? state.group : undefined);
  }
}

/**
 * What the server holds when no Chat goes on, and none waits for a client whose line broke.
 * @returns {Promise<{ weights: import('./weigh.mjs').Weights, rss: number }>}
 */
async function atRest() {
  const late = Date.now() + restMs;
  while (!over && (await activeChats()) > 0) {
    if (Date.now() > late) {
      failures.push('Chats did not end');
      break;
    }
    await new Promise((settle) => setTimeout(settle, 500));
  }
  const { rss } = await sample();
  if (over) return { weights: {}, rss };
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  try {
    child.send({ snapshots: folder });
    const { taken = [] } = /** @type {{ taken?: string[] }} */ (await answer());
    /** @type {import('./weigh.mjs').Weights} */
    const weights = {};
    // One after the other: they are large.
    for (const name of taken) {
      Object.assign(weights, await weigh(createReadStream(join(folder, name)), `${name}: `));
    }
    return { weights, rss };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How many of the latest Chats have not ended, as the server tells. */
async function activeChats() {
  try {
    const response = await fetch(`${url}/v0/evi/chats?page_size=100&ascending_order=false`);
    const { chats_page: page } = /** @type {{ chats_page: { status: string }[] }} */ (
      await response.json()
    );
    return page.filter(({ status }) => status === 'ACTIVE').length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * One Chat from its beginning to its end.
 * @param {number} how
 * @param {number} length
 * @param {string} [resumes]
 */
async function life(how, length, resumes) {
  const random = randomOf(how * 2 ** 31);
  const call = new Call(`${address}${resumes ? `?resumed_chat_group_id=${resumes}` : ''}`);
  try {
    const metadata = await call.until('chat_metadata');
    call.send({
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
    });
    const names = Object.keys(turns);
    for (let turn = 0; turn < 2 + length * 6; turn++) {
      const name = names[Math.floor(random() * names.length)] ?? 'typed';
      await turns[name]?.(call, speech);
      done[name] = (done[name] ?? 0) + 1;
    }
    // One in three leaves in mid-speech without a word.
    if (how < 1 / 3) {
      call.send({ type: 'user_input', text: 'tell me a story' });
      await call.until('audio_output', call.count('audio_output') + 1);
      call.drop();
    }
    return String(metadata?.['chat_group_id']);
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
    // A server that is gone refuses at once.
    await new Promise((settle) => setTimeout(settle, 1000));
    return undefined;
  } finally {
    chats += 1;
    heard += call.heard;
    call.close();
  }
}

/** @param {() => boolean} goesOn */
async function watch(goesOn) {
  while (goesOn()) {
    await new Promise((settle) => setTimeout(settle, Math.min(5000, lastMs / 30)));
    samples.push(await sample());
  }
}

/** What the server holds once the last socket is gone: that takes a moment. */
async function settled() {
  let now = await sample();
  for (let i = 0; i < 100 && leaked(start, now).length > 0 && !over; i++) {
    await new Promise((settle) => setTimeout(settle, 100));
    now = await sample();
  }
  return now;
}

/** The server's own voice is the user's: a sentence, and the silence that ends it. */
async function learnToSpeak() {
  const call = new Call(address);
  await call.until('chat_metadata');
  /** @type {Buffer[]} */
  const pieces = [];
  call.onSound = (wav) => pieces.push(wav.subarray(44));
  call.send({ type: 'assistant_input', text: 'What is seven plus five?' });
  await call.until('assistant_end');
  call.close();
  const silence = Buffer.alloc(16_000 * 2);
  return new Int16Array(new Uint8Array(Buffer.concat([...pieces, silence])).buffer);
}

async function sample() {
  if (over) return { heap: 0, rss: 0, resources: {}, files: 0 };
  child.send('sample');
  const { sample: now } = /** @type {{ sample: Sample }} */ (await answer());
  return now;
}

/** The next thing the server's process says; of nothing when it has ended. @returns {Promise<object>} */
function answer() {
  return new Promise((settle) => {
    const nothing = { url: '', sample: { heap: 0, rss: 0, resources: {}, files: 0 } };
    const ended = () => settle(nothing);
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      settle(/** @type {object} */ (message));
    });
  });
}

/** Says what was measured. @returns {boolean} whether all is well */
function report() {
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1024 ** 2).toFixed(1);
  const { flat, grown, most } = judgeHeap(before.weights, after.weights, chatsWeighed);
  const open = leaked(start, end);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  const counts = Object.entries(done).map(([name, count]) => `${count} ${name}`);
  const lines = [
    `${minutes} minutes, ${callers} conversations at a time: ${chats} Chats, turns: ${counts.join(', ')}; ${megabytes(heard)} MB of sound`,
    `heaps under load: ${megabytes(Math.max(...samples.map((one) => one.heap)))} MB at most (${samples.length} samples)`,
    `heaps at rest: ${grown} bytes more after ${chatsWeighed} Chats, ${(grown / chatsWeighed).toFixed(0)} a Chat: ${flat ? 'flat' : `GROWING: ${most.join(', ')}`}`,
    `resident: ${megabytes(start.rss)} MB at the start, ${megabytes(before.rss)} MB at rest once warm, ${megabytes(after.rss)} MB at rest in the end`,
    `left open: ${open.length > 0 ? open.join(', ') : 'nothing'}`,
    `failed: ${failures.length > 0 ? `${failures.length} times: ${failures.slice(0, 10).join('; ')}` : 'nothing'}`,
  ];
  console.log(lines.join('\n'));
  return flat && open.length === 0 && failures.length === 0 && samples.length > 5;
}

/** The same numbers each time: mulberry32. @param {number} seed */
function randomOf(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
