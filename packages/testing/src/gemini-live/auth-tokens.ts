import type { AuthToken } from '@google/genai';
import type { ScriptClock } from '../line/service-line.ts';
import { isObject } from './checks.ts';
import type { LiveFrame } from './script.ts';

/** Where tokens are made. */
export const tokensPath = '/v1alpha/auth_tokens';

/** ms that a token may be good for at most; and without a word about it, for beginning a session and for all of it. */
const [most, toBegin, toTalk] = [20 * 3_600_000, 60_000, 30 * 60_000];

/** A token, as a session needs it. */
export interface LiveToken {
  /** Whether another session may begin with it. */
  spend(): boolean;
  /** The setup with what the token has fixed. */
  fix(setup: LiveFrame): LiveFrame;
}

interface Made {
  readonly begin: number;
  readonly end: number;
  readonly setup: LiveFrame;
  readonly mask: readonly string[] | undefined;
  /** How many sessions; Infinity for any number. */
  uses: number;
}

/** The tokens that were made, and the route that makes them. */
export class AuthTokens {
  readonly #clock: ScriptClock;
  /** The key that makes them; undefined for any. */
  readonly #apiKey: string | undefined;
  readonly #made = new Map<string, Made>();

  constructor(clock: ScriptClock, apiKey: string | undefined) {
    this.#clock = clock;
    this.#apiKey = apiKey;
  }

  /** undefined where it is none, or too old. */
  find(name: string): LiveToken | undefined {
    const made = this.#made.get(name);
    if (!made || made.end <= this.#clock.now()) return undefined;
    return {
      spend: () => made.begin > this.#clock.now() && (made.uses -= 1) >= 0,
      fix: (setup) => fixed(setup, made),
    };
  }

  async answer(request: Request): Promise<Response> {
    const key = request.headers.get('x-goog-api-key');
    if (!key || (this.#apiKey !== undefined && key !== this.#apiKey))
      return refuse(400, `API key not valid: ${key ?? ''}. Please pass a valid API key.`);
    let body: unknown;
    try {
      body = JSON.parse((await request.text()) || '{}');
    } catch {
      body = undefined;
    }
    if (!isObject(body)) return refuse(400, 'Invalid JSON payload received.');
    const unknown = Object.keys(body).find((field) => !fields.includes(field));
    if (unknown !== undefined)
      return refuse(400, `Invalid JSON payload received. Unknown name "${unknown}".`);
    const { uses = 1, expireTime, newSessionExpireTime, bidiGenerateContentSetup: setup } = body;
    const { fieldMask: mask } = body;
    const [begin, end] = [msOf(newSessionExpireTime, toBegin), msOf(expireTime, toTalk)];
    if (begin === undefined || end === undefined || !Number.isInteger(uses) || Number(uses) < 0)
      return refuse(400, 'Request contains an invalid argument.');
    if (setup !== undefined && !isObject(setup))
      return refuse(400, 'Invalid value at bidi_generate_content_setup.');
    if (mask !== undefined && typeof mask !== 'string')
      return refuse(400, 'Invalid value at field_mask.');
    const name = `auth_tokens/${crypto.randomUUID().replaceAll('-', '')}`;
    const now = this.#clock.now();
    this.#made.set(name, {
      begin: now + begin,
      end: now + end,
      setup: setup ?? {},
      mask: setup === undefined ? [] : mask?.split(','),
      uses: Number(uses) || Infinity,
    });
    const answer: AuthToken = { name };
    return Response.json(answer);
  }
}

const fields = [
  'uses',
  'expireTime',
  'newSessionExpireTime',
  'bidiGenerateContentSetup',
  'fieldMask',
];

/** ms from now; undefined where that is none, or too long. */
function msOf(time: unknown, usual: number): number | undefined {
  if (time === undefined) return usual;
  const left = typeof time === 'string' ? Date.parse(time) - Date.now() : NaN;
  return left > 0 && left < most ? left : undefined;
}

/** Without a mask everything is as the token has it; with one, what the mask names. */
function fixed(setup: LiveFrame, { setup: own, mask }: Made): LiveFrame {
  if (!mask) return own;
  const whole: Record<string, unknown> = { ...setup };
  for (const path of mask) {
    const [first = '', second] = path.split('.');
    if (second === undefined) whole[first] = own[first];
    else {
      const inner = Object(own[first]) as LiveFrame;
      whole[first] = { ...(Object(whole[first]) as LiveFrame), [second]: inner[second] };
    }
  }
  return whole;
}

function refuse(code: number, message: string): Response {
  return Response.json({ error: { code, message, status: 'INVALID_ARGUMENT' } }, { status: code });
}
