/** What a voice client makes of it: the `reason`, `hint` and `message` of core's `VoiceError`. */
export interface TokenFault {
  /** Whether another attempt may have one: not after `connection-unauthorized`. */
  readonly reason:
    | 'connection-unauthorized'
    | 'connection-refused'
    | 'connection-rate-limited'
    | 'connection-timeout';
  /** The key of the sentence for the person who talks to the page. */
  readonly hint:
    'sign-in' | 'add-keys' | 'check-keys' | 'check-server' | 'check-credentials' | 'try-later';
  /** For the developer. Quotes nothing of an answer. */
  readonly message: string;
}

type Meaning = readonly [TokenFault['reason'], TokenFault['hint'], because: string];

const unauthorized = 'connection-unauthorized';

const signIn: Meaning = [
  unauthorized,
  'sign-in',
  '`authorize` of the route said no. Is the user signed in, and does the request carry the session?',
];
const busy: Meaning = ['connection-rate-limited', 'try-later', 'the route or the service is busy'];
const late: Meaning = [
  'connection-timeout',
  'check-server',
  'no answer came in time. Is the service reachable from the route?',
];

/** By what the routes of `createTokenHandler` and `createRealtimeToken` say in `error`. */
const byCode: Readonly<Record<string, Meaning>> = {
  forbidden: signIn,
  foreign_origin: [
    unauthorized,
    'check-credentials',
    'the route answers no pages of this origin. Did you mean to name it in `origins`?',
  ],
  keys_missing: [
    unauthorized,
    'add-keys',
    'the route has no keys. Are they in its environment, and was its server restarted since?',
  ],
  keys_refused: [
    unauthorized,
    'check-keys',
    'the voice service does not accept the keys of the route. Are they complete, and of this service?',
  ],
  token_refused: [
    unauthorized,
    'check-credentials',
    'the voice service refused the model, the settings or the account. `onError` of the route has the details',
  ],
  token_unreachable: [
    'connection-refused',
    'check-server',
    'the route could not reach the voice service. Is it running, and is its address in the route right?',
  ],
  token_timeout: late,
  rate_limited: busy,
  no_token: [unauthorized, 'check-credentials', 'there is no token in what it answered'],
};

const byStatus: Readonly<Record<number, Meaning>> = {
  401: signIn,
  403: signIn,
  404: [unauthorized, 'check-credentials', 'there is no such route (404). Is the address right?'],
  408: late,
  429: busy,
  503: busy,
  504: late,
};

/**
 * What the refusal of a token route means.
 *
 * @param route its address, of which a password and the query are left out
 * @param status what it answered with. Default: nobody answered
 * @param code the `error` of its answer, where it has one
 */
export function tokenFault(route: string, status?: number, code?: unknown): TokenFault {
  const [reason, hint, because] =
    (typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined) ??
    meaningOf(status);
  const [address = ''] = route.replace(/\/\/[^/?#]*@/, '//').split(/[?#]/);
  return {
    reason,
    hint,
    message: `Failed to get a token from ${address}: because ${because}.`.replace('?.', '?'),
  };
}

function meaningOf(status: number | undefined): Meaning {
  if (status === undefined) {
    return [
      'connection-refused',
      'check-server',
      'nobody answered. Is the server of the app running, and may this page ask it?',
    ];
  }
  const because = `it answered ${status}`;
  return (
    byStatus[status] ??
    (status < 500
      ? [unauthorized, 'check-credentials', because]
      : ['connection-refused', 'check-server', `${because}. Its server's log says why`])
  );
}

/** A token route gave no token. `voice` says what that means to a voice client whose `credentials` throws it. */
export class TokenError extends Error {
  /** Tells it from other errors where classes come in copies. */
  override readonly name = 'TokenError';
  /** What it means to the client. */
  readonly voice: TokenFault;

  constructor(voice: TokenFault, cause?: unknown) {
    super(voice.message, cause === undefined ? undefined : { cause });
    this.voice = voice;
  }
}

/**
 * The answer of a token route as text.
 *
 * @throws TokenError by rejection where it refuses, or where nobody answers. In development the console has its message as well
 */
export async function readTokenRoute(
  route: string,
  asked: Response | Promise<Response>,
): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await asked;
    text = await response.text();
  } catch (cause) {
    const { name } = Object(cause) as { readonly name?: unknown };
    // Whoever ended it needs no word about it.
    if (name === 'AbortError') throw cause;
    throw told(new TokenError(tokenFault(route, name === 'TimeoutError' ? 408 : undefined), cause));
  }
  if (response.ok) return text;
  throw told(new TokenError(tokenFault(route, response.status, codeIn(text))));
}

/** An error of which the developer has been told: a button that connects shows the user another sentence. */
export function told(error: TokenError): TokenError {
  tellDeveloper(error.message);
  return error;
}

function codeIn(text: string): unknown {
  try {
    return (Object(JSON.parse(text)) as { readonly error?: unknown }).error;
  } catch {
    return undefined;
  }
}

declare const process: { readonly env: { readonly NODE_ENV?: string } };

/** Says it on the console, but not in production. Bundlers write the mode into a page; on a server the environment has it. */
export function tellDeveloper(message: string): void {
  try {
    if (process.env.NODE_ENV === 'production') return;
  } catch {
    // A page without a build, or a runtime without an environment.
    return;
  }
  // eslint-disable-next-line no-console
  console.error(message);
}

/** The sentence for an error of the app's own, whose message may quote a key, a session or a user: its kind alone. */
export function thrownBy(callback: string, error: unknown): string {
  const { name } = Object(error) as { readonly name?: unknown };
  const kind = typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : typeof error;
  return `No token was made: because ${callback} threw ${kind}. \`onError\` of the route is given the error itself.`;
}
