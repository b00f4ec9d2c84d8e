import type { Context } from 'hono';
import { same } from './access/same.ts';

/** What a scrape is answered with, and who may ask. */
export interface MetricsSource {
  /** Whoever asks shows it as `Authorization: Bearer TOKEN`. */
  readonly token: string;
  readonly contentType: string;
  text: () => Promise<string>;
}

/** `GET /metrics`. */
export async function answerMetrics(context: Context, metrics: MetricsSource): Promise<Response> {
  const given = /^bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (given === undefined || !same(given, metrics.token)) {
    const message = 'Metrics need the token of VIVAVOCE_METRICS_TOKEN, as Authorization: Bearer.';
    const code = 'unauthorized';
    return context.json({ error: message, message, code }, 401, { 'www-authenticate': 'Bearer' });
  }
  return context.body(await metrics.text(), 200, {
    'content-type': metrics.contentType,
    'cache-control': 'no-store',
  });
}
