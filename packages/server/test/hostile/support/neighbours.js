// A thread of its own, so that the attack's own work does not count. Asks two servers, one of which is attacked, again and again, as
// another client, and talks to both in calm Chats.
import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { meter, ranAndStarvedMs } from './processor-time.js';

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
/** Calm Chats leave half of the time to others, however slow the machine is: they are not to wait for each other. */
const ease = 2;
/** So many of the latest answers of the twin tell how slow it is. */
const latest = 9;
/** Before anything is measured one Chat has so many answers: the first waits for the voice to be loaded. */
const early = 3;

/**
 * A request: when it began and ended, and how long the server, and whoever asks, was ready meanwhile but the machine had no processor
 * for it; and how long the server's first thread worked. In ms.
 * @typedef {{ from: number, to: number, starved: number, ran: number }} Wait
 */
/**
 * From a question to the first sound of its answer, and how much of that the machine had no processor for. In ms.
 * @typedef {{ ms: number, starved: number }} Delay
 */

/** A server, and how it treats its clients. */
class Observed {
  /** @type {Wait[]} */
  waits = [];
  /** @type {Delay[]} */
  delays = [];
  /** The latest delays, also of before it began. @type {number[]} */
  latest = [];
  /** When the request under way began, in ms of `performance.now()`. @type {number | undefined} */
  since;
  #meter = meter(0, false);
  #asked = 0;
  #url;
  #pid;

  /** @param {{ url: string, pid: number }} about */
  constructor({ url, pid }) {
    this.#url = url;
    this.#pid = pid;
  }

  ask() {
    const path = paths[this.#asked++ % paths.length] ?? '';
    this.since = performance.now();
    this.#meter = meter(this.#pid, path !== '/health');
    const settled = () => {
      this.note();
      this.since = undefined;
      setTimeout(() => this.ask(), pauseMs);
    };
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
    this.waits.push({ from: this.since, to: performance.now(), ...this.#meter.read() });
  }

  /** From now on. */
  beginAnew() {
    this.waits.length = 0;
    this.delays.length = 0;
    if (this.since === undefined) return;
    this.since = performance.now();
    this.#meter = meter(this.#pid, this.#meter.others);
  }

  /** Opens a calm Chat. */
  async open() {
    const url = `${this.#url.replace('http', 'ws')}/v0/evi/chat${query}`;
    const socket = new WebSocket(url, { localAddress });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('message', resolve).once('close', resolve));
    return socket;
  }

  /**
   * Says something in a Chat. Resolves with the first sound of the answer, or when the Chat is over.
   * @param {WebSocket} socket
   */
  async say(socket) {
    const began = performance.now();
    const measured = meter(this.#pid, true);
    await new Promise((resolve) => {
      // What comes before it was heard belongs to the answer before.
      let heard = false;
      const settle = () => {
        socket.off('message', look).off('close', settle);
        resolve(undefined);
      };
      const look = (/** @type {Buffer} */ data) => {
        const type = /"type":"(\w+)"/.exec(data.toString('latin1', 0, 400))?.[1];
        heard ||= type === 'user_message';
        if (heard && type === 'audio_output') settle();
      };
      socket.on('message', look).once('close', settle);
      socket.send(JSON.stringify({ type: 'user_input', text: 'What is two plus two?' }));
    });
    if (socket.readyState !== WebSocket.OPEN) return;
    const delay = { ms: performance.now() - began, starved: measured.read().starved };
    this.delays.push(delay);
    this.latest = [...this.latest, delay.ms].slice(-latest);
  }

  /**
   * Says something again and again.
   * @param {WebSocket} socket
   * @param {number} first in ms, before the first time
   */
  async talk(socket, first) {
    for (let pause = first; socket.readyState === WebSocket.OPEN;) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const began = performance.now();
      await this.say(socket);
      pause = Math.max(0, began + sayEveryMs() - performance.now());
    }
  }
}

/**
 * How often each calm Chat says something, in ms: seldom enough that, on a machine that is slow or has much else to do, they do not wait
 * for each other.
 */
function sayEveryMs() {
  const sorted = other.latest.toSorted((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return Math.max(calm.sayEveryMs, ease * calm.chats * usual);
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
 * Requests say nothing, and are counted, when most of the wait was the machine's, and that longer than anybody may wait.
 */
function longestWait() {
  const worst = { ms: 0, of: 0, twin: 0, starved: 0, ran: 0 };
  let untold = 0;
  for (const { from, to, starved, ran } of one.waits) {
    const meanwhile = other.waits.filter((wait) => wait.to >= from && wait.from <= to);
    const besides = Math.max(0, ...meanwhile.map((wait) => wait.to - wait.from));
    const excused = Math.max(besides, starved);
    const ms = to - from - excused;
    if (excused > mayWaitMs && excused > ms) untold++;
    else if (ms > worst.ms)
      Object.assign(worst, { ms, of: to - from, twin: besides, starved, ran });
  }
  return { ...worst, mayWaitMs, told: one.waits.length - untold, untold };
}

parentPort?.on('message', (/** @type {'begin' | 'tell'} */ wanted) => {
  if (wanted === 'begin') {
    for (const observed of [one, other]) observed.beginAnew();
    return;
  }
  for (const observed of [one, other]) observed.note();
  const delays = { attacked: one.delays, twin: other.delays };
  parentPort?.postMessage({ longest: longestWait(), delays });
});

for (const observed of [one, other]) observed.ask();
const talks = await Promise.all(
  [one, other].map(async (observed) => {
    const sockets = await Promise.all(Array.from({ length: calm.chats }, () => observed.open()));
    const [first] = sockets;
    for (let i = 0; first && i < early; i++) await observed.say(first);
    return { observed, sockets };
  }),
);
for (const { observed, sockets } of talks) {
  for (const [i, socket] of sockets.entries()) {
    void observed.talk(socket, (i * sayEveryMs()) / calm.chats);
  }
}
parentPort?.postMessage('there');
