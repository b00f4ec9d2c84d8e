// A thread of its own, so that the attack's own work does not count. Asks two servers, one of which is attacked, for `GET /health` again
// and again, as another client, and talks to both in calm Chats.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** Pause between two requests, in ms. */
const pauseMs = 20;
/** They are somebody else, and the server is to see that. Other systems have one such address. */
const localAddress = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
/** A calm Chat says something so often, in ms. */
const sayEveryMs = 4000;

/**
 * A request: when it began and ended, and how long the server was ready meanwhile but the machine had no processor for it. In ms.
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
  #url;
  #pid;

  /** @param {{ url: string, pid: number }} about */
  constructor({ url, pid }) {
    this.#url = url;
    this.#pid = pid;
  }

  ask() {
    this.since = performance.now();
    this.#starvedBefore = starvedMs(this.#pid);
    const settled = () => {
      this.note();
      this.since = undefined;
      setTimeout(() => this.ask(), pauseMs);
    };
    const request = get(`${this.#url}/health`, { agent: false, localAddress }, (response) => {
      response.resume().once('close', settled);
    });
    // A server that is gone answers nobody: that shows in its exit.
    request.once('error', settled);
  }

  /** Whoever still waits has waited for so long at least. */
  note() {
    if (this.since === undefined) return;
    const starved = starvedMs(this.#pid) - this.#starvedBefore;
    this.waits.push({ from: this.since, to: performance.now(), starved });
  }

  /** @param {number} delay in ms, before the first question */
  talk(delay) {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/v0/evi/chat`, {
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
        setTimeout(say, Math.max(0, saidAt + sayEveryMs - performance.now()));
        saidAt = NaN;
      }
    });
    return new Promise((resolve) => {
      socket.on('message', resolve).once('close', resolve);
    });
  }
}

/** So long a process has been ready to run, and was not let. Linux tells; elsewhere 0. @param {number} pid */
function starvedMs(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** @type {{ attacked: { url: string, pid: number }, twin: { url: string, pid: number }, chats: number, mayWaitMs: number }} */
const { attacked, twin, chats, mayWaitMs } = workerData;
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
  return { ...worst, told: one.waits.length - untold, untold };
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
  Array.from({ length: chats }, (_, i) =>
    [one, other].map((observed) => observed.talk((i * sayEveryMs) / chats)),
  ).flat(),
);
parentPort?.postMessage('there');
