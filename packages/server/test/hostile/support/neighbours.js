// A thread of its own, so that the attack's own work does not count. Asks two servers, one of which is attacked, again and again, as
// another client, and talks to both in calm Chats.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** What is asked for by turns: one that the server answers by itself, and one for which it asks its database. */
const paths = ['/health', '/v0/evi/chats?page_size=1'];
/** Pause between two requests, in ms. */
const pauseMs = 20;
/** They are somebody else, and the server is to see that. Other systems have one such address. */
const localAddress = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
/** What {@link slowness} takes on the machine that the promise was measured on, in ms of processor. */
const referenceMs = 60;
/** However slow a machine is, a server that is frozen for longer than four times the promise is no quick one. */
const slowest = 4;

/**
 * A request: when it began and ended, and how long the server, and whoever asks, was ready meanwhile but the machine had no processor
 * for it. In ms.
 * @typedef {{ from: number, to: number, starved: number }} Wait
 */

/** A server, and how it treats its clients. */
class Observed {
  /** @type {Wait[]} */
  waits = [];
  /** From each question to the first sound of its answer, in ms. @type {number[]} */
  delays = [];
  /** The request under way, in ms of `performance.now()`. @type {number | undefined} */
  since;
  #starvedBefore = 0;
  #asked = 0;
  #url;
  #pid;

  /** @param {{ url: string, pid: number }} about */
  constructor({ url, pid }) {
    this.#url = url;
    this.#pid = pid;
  }

  ask() {
    this.since = performance.now();
    this.#starvedBefore = this.#starved;
    const settled = () => {
      this.note();
      this.since = undefined;
      setTimeout(() => this.ask(), pauseMs);
    };
    const path = paths[this.#asked++ % paths.length] ?? '';
    const options = { agent: false, localAddress, headers };
    const request = get(this.#url + path, options, (response) => {
      response.resume().once('close', settled);
    });
    // A server that is gone answers nobody: that shows in its exit.
    request.once('error', settled);
  }

  /** Whoever still waits has waited for so long at least. */
  note() {
    if (this.since === undefined) return;
    const starved = this.#starved - this.#starvedBefore;
    this.waits.push({ from: this.since, to: performance.now(), starved });
  }

  /** Of the server and of whoever asks it. */
  get #starved() {
    return ranAndStarvedMs(this.#pid).starved + ranAndStarvedMs('thread-self').starved;
  }

  /** @param {number} delay in ms, before the first question */
  talk(delay) {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/v0/evi/chat${query}`, {
      localAddress,
    });
    let saidAt = NaN;
    const say = () => {
      if (socket.readyState !== WebSocket.OPEN) return;
      saidAt = performance.now();
      socket.send(JSON.stringify({ type: 'user_input', text: 'What is two plus two?' }));
    };
    socket.on('error', () => undefined);
    socket.on('message', (/** @type {Buffer} */ data) => {
      const type = /"type":"(\w+)"/.exec(data.toString('latin1', 0, 400))?.[1];
      if (type === 'chat_metadata') setTimeout(say, delay);
      if (type === 'audio_output' && !Number.isNaN(saidAt)) {
        this.delays.push(performance.now() - saidAt);
        setTimeout(say, Math.max(0, saidAt + calm.sayEveryMs - performance.now()));
        saidAt = NaN;
      }
    });
    return new Promise((resolve) => {
      socket.on('message', resolve).once('close', resolve);
    });
  }
}

/**
 * How long a thread has run, and how long it was ready to and was not let. In ms. Linux tells; elsewhere 0.
 * @param {number | 'thread-self'} which the first thread of a process, or this one
 */
function ranAndStarvedMs(which) {
  try {
    const told = readFileSync(`/proc/${which}/schedstat`, 'utf8').split(' ');
    return { ran: Number(told[0]) / 1e6, starved: Number(told[1]) / 1e6 };
  } catch {
    return { ran: 0, starved: 0 };
  }
}

/** How many times as much processor time some work takes here as where the promise was measured; 1 at least. */
function slowness() {
  const work = { texts: Array.from({ length: 2000 }, (_, i) => `${i} `.repeat(100)) };
  const took = Array.from({ length: 3 }, () => {
    const before = ranAndStarvedMs('thread-self').ran;
    for (let i = 0; i < 30; i++) JSON.parse(JSON.stringify(work));
    return ranAndStarvedMs('thread-self').ran - before;
  });
  return Math.min(slowest, Math.max(1, Math.min(...took) / referenceMs));
}

/**
 * @type {{
 *   attacked: { url: string, pid: number },
 *   twin: { url: string, pid: number },
 *   key: string | undefined,
 *   calm: { chats: number, sayEveryMs: number },
 *   promisedMs: number,
 * }}
 */
const { attacked, twin, key, calm, promisedMs } = workerData;
const headers = key === undefined ? {} : { 'x-hume-api-key': key };
const query = key === undefined ? '' : `?api_key=${key}`;
const mayWaitMs = promisedMs * slowness();
const [one, other] = [new Observed(attacked), new Observed(twin)];

/**
 * The longest that anybody waited for the attacked server beyond what he waits for its twin at the same moment, on the same machine.
 * Requests during which the machine had no processor for either for longer than anybody may wait say nothing, and are counted.
 */
function longestWait() {
  const worst = { ms: 0, of: 0, twin: 0, starved: 0 };
  let untold = 0;
  for (const { from, to, starved } of one.waits) {
    const meanwhile = other.waits.filter((wait) => wait.to >= from && wait.from <= to);
    const besides = Math.max(0, ...meanwhile.map((wait) => wait.to - wait.from));
    const excused = Math.max(besides, starved);
    const ms = to - from - excused;
    if (excused > mayWaitMs) untold++;
    else if (ms > worst.ms) Object.assign(worst, { ms, of: to - from, twin: besides, starved });
  }
  return { ...worst, mayWaitMs, told: one.waits.length - untold, untold };
}

parentPort?.on('message', (/** @type {'begin' | 'tell'} */ wanted) => {
  if (wanted === 'begin') {
    for (const observed of [one, other]) {
      observed.waits.length = 0;
      observed.delays.length = 0;
      if (observed.since !== undefined)
        observed.since = Math.max(observed.since, performance.now());
    }
    return;
  }
  for (const observed of [one, other]) observed.note();
  const delays = { attacked: one.delays, twin: other.delays };
  parentPort?.postMessage({ longest: longestWait(), delays });
});

for (const observed of [one, other]) observed.ask();
await Promise.all(
  Array.from({ length: calm.chats }, (_, i) =>
    [one, other].map((observed) => observed.talk((i * calm.sayEveryMs) / calm.chats)),
  ).flat(),
);
parentPort?.postMessage('there');
