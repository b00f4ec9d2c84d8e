import type { Log } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import { ServerError } from '../base/server-error.ts';
import type { Engines } from '../engines/engines.ts';
import { observedEngines } from '../engines/observed-engines.ts';
import { logObserver } from './log-observer.ts';
import type { Gauged } from './metrics.ts';

/** Who is told of what the server does. */
export interface Observers {
  /** Takes what happens in Chats. */
  chats: Observe;
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
 * @param token - what a scrape has to show; undefined: nothing is measured.
 * @param undo - gets what closes it.
 * @throws ServerError `invalid-option`.
 */
export async function openObservers(
  token: string | undefined,
  log: Log,
  undo: (() => Promise<void>)[],
): Promise<Observers> {
  const written = logObserver(log);
  if (token === undefined) {
    const watched = (engines: Engines) => engines;
    return { chats: written, requests: undefined, watched, show: () => undefined };
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
    chats: (event) => {
      written(event);
      metrics.observe(event);
    },
    requests: metrics.observe,
    watched: (engines) => observedEngines(engines, metrics.observe),
    show: (gauged) => {
      metrics.read(gauged);
      return { token, contentType: metrics.contentType, text: () => metrics.text() };
    },
  };
}
