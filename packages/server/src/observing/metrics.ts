import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { dependencies } from '../base/observe.ts';
import type { Dependency, Observed } from '../base/observe.ts';
import { within } from './within.ts';

/** Delays of a conversation, in seconds. */
const delayBuckets = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];
/** What a database or an engine takes, in seconds. */
const answerBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** A scrape waits no longer than this for what has to be asked, in ms. */
const patienceMs = 2000;

/** What is counted when somebody looks. */
export interface Gauged {
  /** Webhook events that wait in the database. */
  webhooksWaiting: () => Promise<number>;
  /** Characters that clients have not confirmed. */
  unconfirmed: () => number;
}

/**
 * What `GET /metrics` shows, in Prometheus' text format. Labels come from lists that have an end: no id, no name that a client or a
 * Config gives, and nothing that was said.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  readonly #chats = this.#gauge('chats_open', 'Chats that go on.');
  readonly #begun = this.#counter('chats_begun_total', 'Chats that were begun.');
  readonly #resumed = this.#counter('chats_resumed_total', 'Chats that went on over another line.');
  readonly #ended = this.#counter('chats_ended_total', 'Chats that ended.', ['reason']);
  readonly #turns = this.#counter('turns_total', 'Turns that ended.', ['origin', 'outcome']);
  readonly #interruptions = this.#counter('interruptions_total', 'Answers the user spoke over.');
  readonly #errors = this.#counter('errors_total', 'Errors that clients were told.', ['slug']);
  readonly #words = this.#histogram(
    'speech_to_words_seconds',
    'From the end of what the user said to its words.',
    delayBuckets,
  );
  readonly #sound = this.#histogram(
    'words_to_sound_seconds',
    "From the user's words to the first sound of the answer.",
    delayBuckets,
  );
  readonly #asked = this.#gauge('requests_open', 'Requests that wait or are worked on.', ['to']);
  readonly #took = this.#histogram('request_seconds', 'How long requests took.', answerBuckets, [
    'to',
  ]);
  readonly #failed = this.#counter('request_failures_total', 'Requests that failed.', ['to']);
  readonly #up = this.#gauge('up', 'Whether the last request came to something.', ['to']);
  readonly #lines = this.#gauge('realtime_connections', 'Connections to a realtime model.');
  readonly #troubles = this.#counter(
    'realtime_failures_total',
    'Connections to a realtime model that were lost or could not be had.',
    ['trouble'],
  );

  constructor() {
    for (const to of dependencies) {
      this.#asked.set({ to }, 0);
      this.#failed.inc({ to }, 0);
    }
    this.#delay.enable();
    this.#readProcess();
  }

  /** Shows these as well. */
  read({ webhooksWaiting, unconfirmed }: Gauged): void {
    this.#read('webhooks_waiting', 'Webhook events that wait to be sent.', webhooksWaiting);
    this.#read('unconfirmed_characters', 'What clients have not confirmed yet.', unconfirmed);
  }

  /** Counts what happened. */
  readonly observe = (event: Observed): void => {
    switch (event.type) {
      case 'chat-begun':
        this.#begun.inc();
        this.#chats.inc();
        break;
      case 'chat-resumed':
        this.#resumed.inc();
        break;
      case 'chat-ended':
        this.#chats.dec();
        this.#ended.inc({ reason: event.reason });
        break;
      case 'turn-ended':
        this.#turns.inc({ origin: event.origin, outcome: event.outcome });
        if (event.wordsMs !== undefined) this.#words.observe(event.wordsMs / 1000);
        if (event.soundMs !== undefined) this.#sound.observe(event.soundMs / 1000);
        break;
      case 'interrupted':
        this.#interruptions.inc();
        break;
      case 'error-told':
        this.#errors.inc({ slug: event.slug });
        break;
      case 'asked':
        this.#asked.inc({ to: event.of });
        break;
      case 'answered':
        this.#handleAnswered(event.of, event.ms, event.failed);
        break;
      case 'realtime-up':
        this.#lines.inc();
        break;
      case 'realtime-down':
        if (event.wasUp) this.#lines.dec();
        if (event.trouble !== undefined) this.#troubles.inc({ trouble: event.trouble });
        break;
    }
  };

  /** As a scrape is answered. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Measures no more. */
  close(): void {
    this.#delay.disable();
    this.#registry.clear();
  }

  #handleAnswered(to: Dependency, ms: number, failed: boolean | undefined): void {
    this.#asked.dec({ to });
    if (failed === undefined) return;
    this.#took.observe({ to }, ms / 1000);
    this.#up.set({ to }, failed ? 0 : 1);
    if (failed) this.#failed.inc({ to });
  }

  /** By the names that dashboards for Node know. */
  #readProcess(): void {
    const registers = [this.#registry];
    const read = (name: string, help: string, value: () => number) => {
      const collect = () => {
        gauge.set(value());
      };
      const gauge = new Gauge({ name, help, registers, collect });
    };
    read('process_resident_memory_bytes', 'Resident memory size in bytes.', () =>
      process.memoryUsage.rss(),
    );
    read(
      'nodejs_heap_size_used_bytes',
      'Process heap size used from Node.js in bytes.',
      () => process.memoryUsage().heapUsed,
    );
    read(
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      () => Math.round(Date.now() / 1000 - process.uptime()),
    );
    const percent = (name: string, of: () => number) => {
      read(
        `nodejs_eventloop_lag_${name}_seconds`,
        'Delay of the event loop since the last scrape.',
        of,
      );
    };
    percent('p50', () => this.#delay.percentile(50) / 1e9);
    percent('p99', () => this.#delay.percentile(99) / 1e9);
    // The last of them to be read.
    percent('max', () => {
      const { max } = this.#delay;
      this.#delay.reset();
      return max / 1e9;
    });
    const cpu = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'Total user and system CPU time spent in seconds.',
      registers,
      collect: () => {
        const { user, system } = process.cpuUsage();
        cpu.reset();
        cpu.inc((user + system) / 1e6);
      },
    });
  }

  #read(name: string, help: string, value: () => number | Promise<number>): void {
    const gauge: Gauge<never> = this.#gauge(name, help, [], async () => {
      // A database that is away must not keep all the rest from being seen.
      gauge.set(await within(patienceMs, value));
    });
  }

  #counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name: `vivavoce_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: () => Promise<void>,
  ): Gauge<Label> {
    return new Gauge({
      name: `vivavoce_${name}`,
      help,
      labelNames,
      registers: [this.#registry],
      ...(collect && { collect }),
    });
  }

  #histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram({
      name: `vivavoce_${name}`,
      help,
      buckets,
      labelNames,
      registers: [this.#registry],
    });
  }
}
