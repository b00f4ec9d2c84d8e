// `npm run soak`: conversations with the built server for as long as is asked; memory has to stay flat and nothing open.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools.mjs';
import { Call, turns } from './caller.mjs';
import { judgeMemory, leaked } from './judge.mjs';

/** @typedef {import('./judge.mjs').Sample} Sample */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    conversations: { type: 'string', default: '10' },
    /** Lets other programs go first. */
    yielding: { type: 'boolean', default: false },
    /** Options of createServer() as JSON. */
    server: { type: 'string', default: '{}' },
  },
});
const lastMs = Number(values.minutes) * 60_000;
const callers = Number(values.conversations);

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

await Promise.all([...Array.from({ length: callers }, (_, i) => converse(i + 1)), watch()]);
const end = await settled();
over = true;
child.send('close');
await exited;
process.exitCode = report() ? 0 : 1;

/** One caller: a Chat after the other until the time is up. @param {number} seed */
async function converse(seed) {
  const random = randomOf(seed);
  /** @type {string | undefined} */
  let group;
  while (!over && Date.now() - began < lastMs) {
    group = await life(random(), random(), random() < 0.3 ? group : undefined);
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

async function watch() {
  while (!over && Date.now() - began < lastMs) {
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
  const { flat, before, after } = judgeMemory(samples);
  const open = leaked(start, end);
  const rss = samples.map((one) => one.rss);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  const counts = Object.entries(done).map(([name, count]) => `${count} ${name}`);
  const lines = [
    `${minutes} minutes, ${callers} conversations at a time: ${chats} Chats, turns: ${counts.join(', ')}; ${megabytes(heard)} MB of sound`,
    `heap and buffers: ${megabytes(before)} MB in the second third, ${megabytes(after)} MB in the last (${samples.length} samples): ${flat ? 'flat' : 'GROWING'}`,
    `resident: ${megabytes(start.rss)} MB at the start, ${megabytes(Math.max(...rss))} MB at most, ${megabytes(end.rss)} MB at the end`,
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
