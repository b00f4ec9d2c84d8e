import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../base/log.ts';
import type { Engines } from '../engines/engines.ts';
import type { NamedLanguageModels } from '../replies/language-model/named-language-model.ts';
import { partnerPhrases } from '../engines/recognition/phrases.ts';
import type { Database } from '../store/database/database.ts';
import type { WebhookDispatcher } from '../store/open-store.ts';
import type { Access } from './access/access.ts';
import type { ClientAddress } from './access/client-address.ts';
import type { AudioAddresses } from './recordings/audio-address.ts';
import { audioRoutes } from './recordings/audio-routes.ts';
import { bodyRoom } from './exchange/body-room.ts';
import type { ControlParts } from './rest/control-routes.ts';
import type { Credentials } from './access/credentials.ts';
import type { Limits } from './server/limits.ts';
import { oneByOne } from './exchange/one-by-one.ts';
import { openToPage } from './access/open-to-page.ts';
import type { PublicUrl } from './access/public-url.ts';
import { FairQueue } from '../base/fair-queue.ts';
import { addressOf, fromAddress } from './exchange/read-request.ts';
import { answerMetrics } from './metrics-route.ts';
import type { MetricsSource } from './metrics-route.ts';
import type { Readiness } from './readiness.ts';
import { RestError } from './exchange/rest-error.ts';
import { restRoutes, tellError } from './rest/rest-routes.ts';
import { voiceRoutes } from './rest/voice-routes.ts';

const longestVisitor = 500;
/** In bytes. Anybody may send one, and to read a form takes longer than anything else of its size. */
const longestForm = 16 * 1024;

/** What the REST routes are made of. */
export interface AppParts {
  engines: Engines;
  /** The realtime model behind every Chat, where there is one. */
  realtime: string | undefined;
  credentials: Credentials;
  webhooks: WebhookDispatcher;
  models: NamedLanguageModels;
  control: ControlParts;
  database: Database;
  addresses: AudioAddresses;
  publicUrl: PublicUrl;
  access: Access;
  clientAddress: ClientAddress;
  readiness: Readiness;
  /** What `GET /metrics` shows; undefined: there is no such route. */
  metrics: MetricsSource | undefined;
  /** Whether audio in containers can be decoded. */
  decodes: boolean;
  limits: Limits;
  log: Log;
}

/** The REST routes. */
export function createApp(parts: AppParts): Hono {
  const { engines, realtime, credentials, access, decodes, limits, log } = parts;
  const app = new Hono();
  const headersOf = (context: Context) => ({
    origin: context.req.header('origin'),
    host: context.req.header('host'),
    // A recording is for players of any page: its signed address is the permission.
    ...(!isRecording(context) && { site: context.req.header('sec-fetch-site') }),
  });

  app.use(async (context, next) => {
    if (isRecording(context)) context.header('cross-origin-resource-policy', 'cross-origin');
    const refusal = access.refusal(headersOf(context));
    if (refusal === undefined) return next();
    return context.json(failure(refusal.code, refusal.message), 403);
  });
  app.use(fromAddress(parts.clientAddress));
  app.use(openToPage);
  app.use(bodyRoom(limits.bodyBytes));
  app.use('/oauth2-cc/*', bodiesUpTo(Math.min(limits.bodyBytes, longestForm)));
  app.use(bodiesUpTo(limits.bodyBytes));
  app.notFound((context) => context.json(failure('not_found', 'There is no such route.'), 404));
  app.onError((error, context) => {
    if (error instanceof RestError) return tellError(error, context);
    const { incoming } = context.env as Partial<HttpBindings>;
    // Whoever has gone in the middle of it hears no answer, and the server did not fail.
    if (incoming?.destroyed === true && !incoming.complete) return context.body(null, 400);
    // The path alone: a query may hold a key.
    log({ level: 'error', message: `${context.req.method} ${context.req.path} failed`, error });
    return context.json(failure('internal_error', 'The server failed on this request.'), 500);
  });

  app.get('/health', (context) => context.json(health(engines, decodes, realtime)));
  app.get('/ready', async (context) => {
    const status = await parts.readiness.status();
    return context.json({ status }, status === 'ready' ? 200 : 503, {
      'cache-control': 'no-store',
    });
  });

  const { metrics } = parts;
  if (metrics) app.get('/metrics', (context) => answerMetrics(context, metrics));

  const forms = new FairQueue(1);
  app.post('/oauth2-cc/token', async (context) => {
    const form = await readForm(context, forms);
    if (form?.get('grant_type') !== 'client_credentials') {
      return context.json({ error: 'unsupported_grant_type' }, 400);
    }
    const pair = basicCredentials(context.req.header('authorization'));
    const visitor = readVisitor(form.get('visitor'));
    const address = addressOf(context);
    const token = pair ? await credentials.issue(pair, { address, visitor }) : 'refused';
    if (token === 'slowed') throw RestError.slowed();
    if (token !== 'refused') return context.json(token, 200, { 'cache-control': 'no-store' });
    return context.json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic' });
  });

  const turns = oneByOne(credentials.open);
  app.route('/v0/evi', restRoutes(parts, turns));
  app.route('/v0/tts/voices', voiceRoutes(credentials, engines));
  app.use('/audio/*', turns);
  app.route('/audio', audioRoutes(parts.database, parts.addresses).onError(tellError));
  return app;
}

/** @param maxSize - in bytes. */
function bodiesUpTo(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (context) => {
      const told = failure('too_large', `The body is larger than ${String(maxSize)} bytes.`);
      // The rest of it still comes; whoever asks next over this connection would find it broken.
      return context.json(told, 413, { connection: 'close' });
    },
  });
}

/** To read one takes long for its size: one of a client at a time. @throws RestError 503. */
async function readForm(
  context: Context,
  turns: FairQueue,
): Promise<Pick<FormData, 'get'> | undefined> {
  const text = await context.req.text();
  const type = context.req.header('content-type') ?? '';
  const client = addressOf(context) ?? '';
  if (!(await turns.take(client))) throw RestError.tooBusy();
  try {
    if (!/^multipart\//i.test(type)) return new URLSearchParams(text);
    return await new Response(text, { headers: { 'content-type': type } })
      .formData()
      .catch(() => undefined);
  } finally {
    turns.end(client);
  }
}

/** Who is to have a token. Empty is nobody in particular. @throws RestError 400. */
function readVisitor(given: FormDataEntryValue | null): string | undefined {
  if (given === null || given === '') return undefined;
  if (typeof given === 'string' && given.length <= longestVisitor) return given;
  throw RestError.badRequest(`visitor: it must be at most ${String(longestVisitor)} characters.`);
}

function isRecording({ req }: Context): boolean {
  return req.path.startsWith('/audio/');
}

/** What `GET /health` answers. */
export interface Health {
  status: 'ok';
  engines: {
    voice_activity: string;
    recogniser: string;
    synthesiser: string;
    prosody: string;
    responder: string;
    /** The realtime model behind every Chat, where there is one: the others but `prosody` are idle then. */
    realtime?: string;
  };
  /** `open`: any English is understood; `phrases`: only `phrases`; `none`: no words at all. */
  vocabulary: 'open' | 'phrases' | 'none';
  /** What can be said, where the recogniser knows no more than a list. `<name>` stands for an entry of `slots.name`. */
  phrases?: readonly string[];
  slots?: Readonly<Record<string, readonly string[]>>;
  /** True: the expression scores come from a rule of thumb. */
  heuristic_scores: boolean;
  /** What `voice_id` may be. */
  voices: readonly string[];
  /** What the user's audio may come as. Anything but linear16 and WAV needs ffmpeg. */
  audio_formats: readonly string[];
}

const containers = ['webm', 'ogg', 'mp4'];

function health(engines: Engines, decodes: boolean, realtime: string | undefined): Health {
  const { vocabulary } = engines.recogniser;
  return {
    status: 'ok',
    engines: {
      voice_activity: engines.voiceActivity.name,
      recogniser: engines.recogniser.name,
      synthesiser: engines.synthesiser.name,
      prosody: engines.prosody.name,
      responder: engines.responder.name,
      ...(realtime !== undefined && { realtime }),
    },
    vocabulary,
    ...(vocabulary === 'phrases' && partnerPhrases),
    heuristic_scores: engines.prosody.heuristic,
    voices: engines.synthesiser.voices,
    audio_formats: ['linear16', ...(decodes ? containers : []), 'wav'],
  };
}

function failure(code: string, message: string): { error: string; message: string; code: string } {
  return { error: message, message, code };
}

function basicCredentials(
  header: string | undefined,
): { apiKey: string; secretKey: string } | undefined {
  const encoded = /^basic ([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { apiKey: text.slice(0, colon), secretKey: text.slice(colon + 1) };
}
