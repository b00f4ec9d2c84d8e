import { readMessage } from '@vivavoce/evi';
import type { ClientMessage } from '@vivavoce/evi';
import { base64ToBytes } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { seededRandom } from '../support/test-signals.ts';
import type { SessionEvent } from '../../src/session/messages.ts';
import { Session } from '../../src/session/session.ts';
import { defaultReconnectPolicy } from '../../src/transport/reconnect-policy.ts';
import { VoiceError } from '../../src/base/voice-error.ts';
import type { CaptureChunk } from '../../src/worklets/messages.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedSocket } from '../support/scripted-socket.ts';

const runs = process.env['VIVAVOCE_LONG'] ? 1000 : 150;
const settings = {
  type: 'session_settings',
  audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
} as const;

/** What begins so often without a greeting never gets one. */
const mostAttempts = 20;

/** A session, a server that outlives its lines, and weather between them; all by one seed and on one clock. */
class Storm {
  readonly clock = new ManualClock();
  readonly events: SessionEvent[] = [];
  /** What reached the server, each text once, as a server knows it by its words. */
  readonly texts: string[] = [];
  readonly arrivals = new Map<string, number>();
  /** Numbers of the chunks of speech as they came, line by line. */
  readonly speech: number[][] = [];
  lines = 0;
  /** Lines that were taken. */
  taken = 0;
  /** Messages that came twice over one line. */
  doubled = 0;
  mostOpen = 0;
  readonly #random: () => number;
  readonly #open = new Set<ScriptedSocket>();
  readonly #answers: Record<string, unknown>[] = [];
  #confirmed = 0;
  #downUntil = 0;
  readonly #capture = { onmessage: null as ((event: { data: CaptureChunk }) => void) | null };
  readonly session: Session;

  constructor(random: () => number) {
    this.#random = random;
    this.session = new Session({
      read: readMessage,
      clock: this.clock,
      tell: (events) => this.#hear(events),
      dial: () => this.#dial(),
    });
    const capture = Object.assign(this.#capture, {
      postMessage: () => undefined,
      close: () => undefined,
    });
    this.session.handle({ type: 'capture', port: capture as unknown as MessagePort });
    this.session.handle({ type: 'begin', settings, speechBuffer: 5000, chunkDuration: 20 });
    this.session.handle({ type: 'open', url: 'ws://storm', delay: 0, timeout: 10_000 });
  }

  get up(): boolean {
    return [...this.#open].some(({ readyState }) => readyState === 1);
  }

  /** The line breaks, and stays away for so long. */
  cut(away: number): void {
    this.#downUntil = this.clock.now() + away;
    for (const socket of this.#open) this.#lose(socket);
  }

  /** From now on the sun shines. */
  clear(): void {
    this.#downUntil = 0;
  }

  send(text: string): void {
    this.session.handle({ type: 'send', message: { type: 'user_input', text } });
  }

  speak(number: number): void {
    const samples = new Int16Array(320).fill(number);
    this.#capture.onmessage?.({
      data: { samples: samples.buffer, voice: true },
    });
  }

  /** Sound pieces shuffled, and any message now and then twice. */
  #dial(): ScriptedSocket {
    const socket = new ScriptedSocket();
    this.lines += 1;
    this.#open.add(socket);
    this.mostOpen = Math.max(this.mostOpen, this.#open.size);
    const speech: number[] = [];
    this.speech.push(speech);
    if (this.clock.now() < this.#downUntil || this.#random() < 0.1) {
      this.#later(socket, () => this.#lose(socket));
      return socket;
    }
    socket.send = (data) => {
      socket.sent.push(data);
      this.#later(socket, () => this.#receive(socket, JSON.parse(data) as ClientMessage, speech));
    };
    const { close } = socket;
    socket.close = (code) => {
      close.call(socket, code);
      this.#open.delete(socket);
    };
    this.#later(socket, () => {
      socket.accept();
      this.taken += 1;
      this.#say(socket, { type: 'chat_metadata', chat_id: `${this.lines}`, chat_group_id: 'g' });
      // All that may not have arrived, and some of what has.
      const from = Math.max(0, this.#confirmed - Math.floor(3 * this.#random()));
      for (const answer of this.#answers.slice(from)) this.#say(socket, answer);
    });
    return socket;
  }

  #receive(socket: ScriptedSocket, message: ClientMessage, speech: number[]): void {
    if (message.type === 'audio_input') {
      const [low = 0, high = 0] = base64ToBytes(message.data) ?? [];
      speech.push(low + 256 * high);
      return;
    }
    if (message.type !== 'user_input') return;
    const { text } = message;
    this.arrivals.set(text, (this.arrivals.get(text) ?? 0) + 1);
    if (this.texts.includes(text)) return;
    this.texts.push(text);
    const content = (role: string, words: string): object => ({
      from_text: role === 'user',
      message: { role, content: words },
      models: {},
    });
    for (const answer of [
      {
        type: 'user_message',
        interim: false,
        time: { begin: 0, end: 0 },
        ...content('user', text),
      },
      { type: 'assistant_message', id: `a${text}`, ...content('assistant', `Re: ${text}`) },
      {
        type: 'tool_call',
        tool_call_id: `t${text}`,
        name: 'x',
        parameters: '{}',
        response_required: false,
        tool_type: 'builtin',
      },
      { type: 'assistant_end' },
    ]) {
      this.#answers.push(answer);
      this.#say(socket, answer);
    }
  }

  #say(socket: ScriptedSocket, message: Record<string, unknown>): void {
    const known = 'id' in message || 'tool_call_id' in message;
    const times = known && this.#random() < 0.2 ? 2 : 1;
    this.doubled += times - 1;
    for (let time = 0; time < times; time += 1) {
      this.#later(socket, () => {
        socket.say(message);
        this.#confirmed = Math.max(this.#confirmed, this.#answers.indexOf(message));
      });
    }
  }

  readonly #busyUntil = new Map<ScriptedSocket, number>();

  /** After a random while, in order, if the line is still there. */
  #later(socket: ScriptedSocket, task: () => void): void {
    const now = this.clock.now();
    const at = Math.max(this.#busyUntil.get(socket) ?? 0, now + 200 * this.#random());
    this.#busyUntil.set(socket, at);
    this.clock.after(at - now, () => {
      if (this.#open.has(socket)) task();
    });
  }

  #lose(socket: ScriptedSocket): void {
    this.#open.delete(socket);
    socket.drop(1006);
  }

  #hear(events: readonly SessionEvent[]): void {
    this.events.push(...events);
    for (const event of events) {
      if (event.type === 'lost') {
        const { attempt, elapsed } = event;
        const error = VoiceError.from(event.error);
        const delay = defaultReconnectPolicy.nextDelay({ attempt, elapsed, error });
        if (delay === null) throw new Error('given up in fine weather');
        this.session.handle({
          type: 'open',
          url: 'ws://storm',
          delay: delay * this.#random(),
          timeout: 10_000,
        });
      }
    }
    // The page is busy for a while, and what happens waits for it.
    this.clock.after(100 * this.#random(), () => this.session.handle({ type: 'next' }));
  }
}

async function pass({ clock }: Storm, duration: number): Promise<void> {
  for (let at = 0; at < duration; at += 20) {
    clock.pass(20);
    await Promise.resolve();
    await Promise.resolve();
  }
}

/** A storm that has begun: a first attempt that fails is the caller's to repeat. */
async function storm(random: () => number, where: string): Promise<Storm> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const begun = new Storm(random);
    const has = (type: SessionEvent['type']): boolean =>
      begun.events.some((event) => event.type === type);
    for (let waited = 0; waited <= 100 && !has('ended'); waited += 1) {
      if (has('connected')) return begun;
      await pass(begun, 100);
    }
  }
  throw new Error(`${where}: no line ever opened.`);
}

test(`in ${runs} seeded storms nothing is lost, doubled or out of order`, async () => {
  const count = {
    storms: 0,
    cuts: 0,
    texts: 0,
    again: 0,
    taken: 0,
    doubled: 0,
    chunks: 0,
    gaps: 0,
  };
  for (let seed = 1; seed <= runs; seed += 1) {
    const where = `seed ${seed}`;
    const random = seededRandom(seed);
    const weather = await storm(random, where);
    const sent: string[] = [];
    let spoken = 0;
    for (let step = 0; step < 60; step += 1) {
      if (random() < 0.3) {
        const text = `text ${step}`;
        sent.push(text);
        weather.send(text);
      }
      if (random() < 0.08) {
        count.cuts += Number(weather.up);
        weather.cut(2500 * random());
      }
      for (let chunk = 0; chunk < 5; chunk += 1) {
        spoken += 1;
        weather.speak(spoken);
        await pass(weather, 20);
      }
    }
    weather.clear();
    await pass(weather, 30_000);
    const told = weather.events.flatMap((event) =>
      event.type === 'message' ? [event.message] : [],
    );
    const of = (type: string): string[] =>
      told.flatMap((message) => {
        if (message.type !== type) return [];
        if (message.type === 'tool_call') return [message.tool_call_id.slice(1)];
        if (message.type === 'user_message') return [message.message.content ?? ''];
        return message.type === 'assistant_message' ? [message.id?.slice(1) ?? ''] : [];
      });
    expect(weather.texts, where).toEqual(sent);
    expect(of('user_message'), where).toEqual(sent);
    expect(of('assistant_message'), where).toEqual(sent);
    expect(of('tool_call'), where).toEqual(sent);
    expect(weather.mostOpen, where).toBe(1);
    expect(weather.up, where).toBe(true);
    // Speech is in order on every line, and without a gap.
    for (const line of weather.speech) {
      const first = line[0] ?? 0;
      expect(line, where).toEqual(line.map((_, i) => first + i));
    }
    // None is missing but what has waited too long, and that is counted.
    const heard = new Set(weather.speech.flat());
    const missing = spoken - heard.size;
    const dropped = weather.events.flatMap((event) =>
      event.type === 'speech-buffer' ? [event.dropped / 20] : [],
    );
    expect(missing, where).toBeLessThanOrEqual(Math.max(0, ...dropped));
    expect(heard.has(spoken), where).toBe(true);
    count.storms += 1;
    count.texts += sent.length;
    count.again += [...weather.arrivals.values()].filter((times) => times > 1).length;
    count.taken += weather.taken;
    count.doubled += weather.doubled;
    count.chunks += spoken;
    count.gaps += missing;
    weather.session.handle({ type: 'close' });
  }
  process.stdout.write(`  storms: ${JSON.stringify(count)}\n`);
  expect(count.storms).toBe(runs);
  // Less weather than this would prove less than the name says.
  expect(count.cuts).toBeGreaterThan(runs);
  expect(count.taken).toBeGreaterThan(2 * runs);
  expect(count.texts).toBeGreaterThan(15 * runs);
  expect(count.again).toBeGreaterThan(runs / 2);
  expect(count.doubled).toBeGreaterThan(5 * runs);
  expect(count.gaps).toBeLessThan(count.chunks / 16);
}, 300_000);
