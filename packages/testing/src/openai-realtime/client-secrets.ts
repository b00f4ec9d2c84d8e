import type {
  ClientSecretCreateParams,
  ClientSecretCreateResponse,
} from 'openai/resources/realtime/client-secrets';
import type { RealtimeSessionCreateRequest } from 'openai/resources/realtime/realtime';
import type { ScriptClock } from '../line/service-line.ts';
import { firstSettings, invalid, isObject, missing, updatedSettings } from './settings.ts';
import type { Refusal } from './settings.ts';

/** Where secrets are made. */
export const secretsPath = '/v1/realtime/client_secrets';

/** s that a secret may be good for, and those of one of which nothing else is said. */
const [shortest, usual, longest] = [10, 600, 7200];

type Settings = RealtimeSessionCreateRequest;

/** The secrets that were made, and the route that makes them. */
export class ClientSecrets {
  readonly #clock: ScriptClock;
  /** The key that makes them; undefined for any. */
  readonly #apiKey: string | undefined;
  readonly #made = new Map<string, { readonly until: number; readonly settings: Settings }>();

  constructor(clock: ScriptClock, apiKey: string | undefined) {
    this.#clock = clock;
    this.#apiKey = apiKey;
  }

  /** What a session begins with that is opened with this secret; undefined where it is none, or too old. */
  settingsOf(secret: string): Settings | undefined {
    const made = this.#made.get(secret);
    return made && made.until > this.#clock.now() ? made.settings : undefined;
  }

  async answer(request: Request): Promise<Response> {
    const key = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined || (this.#apiKey !== undefined && key !== this.#apiKey)) {
      const message = `Incorrect API key provided: ${key ?? ''}.`;
      return refuse(401, { code: 'invalid_api_key', message });
    }
    let body: unknown;
    try {
      body = JSON.parse((await request.text()) || '{}');
    } catch {
      body = undefined;
    }
    if (!isObject(body)) return refuse(400, { code: 'invalid_json', message: 'No JSON.' });
    const read = settingsOf(body);
    if ('code' in read) return refuse(400, read);
    const { seconds = usual } = (body as ClientSecretCreateParams).expires_after ?? {};
    const value = `ek_${this.#made.size + 1}_${crypto.randomUUID().replaceAll('-', '')}`;
    this.#made.set(value, { until: this.#clock.now() + seconds * 1000, settings: read });
    const session = {
      ...read,
      object: 'realtime.session',
      id: `sess_of_${value.slice(0, 5)}`,
    } as unknown as ClientSecretCreateResponse['session'];
    const answer: ClientSecretCreateResponse = {
      value,
      expires_at: Math.floor(Date.now() / 1000) + seconds,
      session,
    };
    return Response.json(answer);
  }
}

function settingsOf(body: Record<string, unknown>): Settings | Refusal {
  const unknown = Object.keys(body).find((name) => name !== 'expires_after' && name !== 'session');
  if (unknown !== undefined) return unknownParameter(unknown);
  const { expires_after: expires = {}, session = { type: 'realtime' } } = body;
  if (!isObject(expires)) return invalid('expires_after', expires, 'objects');
  const { anchor = 'created_at', seconds = usual } = expires;
  if (anchor !== 'created_at') return invalid('expires_after.anchor', anchor, "'created_at'");
  if (!Number.isInteger(seconds) || Number(seconds) < shortest || Number(seconds) > longest)
    return invalid('expires_after.seconds', seconds, `${shortest} to ${longest}`);
  if (!isObject(session)) return missing('session');
  const { model = 'gpt-realtime', ...rest } = session;
  if (typeof model !== 'string' || /^gpt-live/.test(model))
    return { code: 'model_not_found', message: 'It has no such secret.', param: 'session.model' };
  return updatedSettings(firstSettings(model), rest, false);
}

function unknownParameter(param: string): Refusal {
  return { code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param };
}

function refuse(status: number, { code, message, param }: Refusal): Response {
  const error = { message, type: 'invalid_request_error', param: param ?? null, code };
  return Response.json({ error }, { status });
}
