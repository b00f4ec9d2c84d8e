import type { Log } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import { ServerError } from '../base/server-error.ts';
import type { Engines } from '../engines/engines.ts';
import { observedEngines } from '../engines/observed-engines.ts';
import { logObserver } from './log-observer.ts';
import type { Gauged } from './metrics.ts';
import { spanObserver } from './span-observer.ts';

/** Who is to be told of what the server does. */
export interface ObserverOptions {
  /** What a scrape has to show. Default: nothing is measured. */
  metricsToken?: string | undefined;
  /** `info`: the log is told of each Chat and turn. */
  logLevel?: 'info' | 'warning' | undefined;
}

/** What is told of what the server does. */
export interface Observers {
  /** Takes what happens in Chats; undefined where nobody wants to know. */
  chats: Observe | undefined;
  /** Takes what engines, the database and receivers of webhooks are asked; undefined where nobody wants to know. */
  requests: Observe | undefined;
  /** The same engines, watched where somebody wants to know. */
  watched: (engines: Engines) => Engines;
  /** What `GET /metrics` is to show; undefined where it is off. */
  show: (
    gauged: Gauged,
  ) => { token: string; contentType: string; text: () => Promise<string> } | undefined;
}

/**
 * Opens what observes.
 *
 * @param undo - gets what closes it.
 * @throws ServerError `invalid-option`.
 */
export async function openObservers(
  { metricsToken: token, logLevel }: ObserverOptions,
  log: Log,
  undo: (() => Promise<void>)[],
): Promise<Observers> {
  const written = logLevel === 'info' ? logObserver(log) : undefined;
  const traced = await spanObserver();
  if (token === undefined) {
    return {
      chats: toldAll(written, traced),
      requests: undefined,
      watched: (engines) => engines,
      show: () => undefined,
    };
  }
  if (!/^[\x21-\x7e]{16,}$/.test(token)) {
    const because = 'it must be at least 16 characters, without spaces';
    throw ServerError.invalidOption('metricsToken (VIVAVOCE_METRICS_TOKEN)', because);
  }
  // Who measures nothing loads nothing of it.
  const { Metrics } = await import('./metrics.ts');
  const metrics = new Metrics();
  undo.push(() => {
    metrics.close();
    return Promise.resolve();
  });
  return {
    chats: toldAll(written, traced, metrics.observe),
    requests: metrics.observe,
    watched: (engines) => observedEngines(engines, metrics.observe),
    show: (gauged) => {
      metrics.read(gauged);
      return { token, contentType: metrics.contentType, text: () => metrics.text() };
    },
  };
}

function toldAll(...some: (Observe | undefined)[]): Observe | undefined {
  const all = some.filter((one) => one !== undefined);
  if (all.length === 0) return undefined;
  return (event) => {
    for (const observe of all) observe(event);
  };
}
