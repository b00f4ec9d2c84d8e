import type { RequestHandler, WebSocketHandler } from 'msw';
import { Inbox } from '../inbox.ts';
import { MemorySocket } from '../line/memory-line.ts';
import { mswLines } from '../line/msw-lines.ts';
import { mswRoute } from '../line/msw-route.ts';
import { machineClock } from '../line/service-line.ts';
import type { LineTaker, ScriptClock } from '../line/service-line.ts';
import { AuthTokens, tokensPath } from './auth-tokens.ts';
import { LiveSession } from './live-session.ts';
import type { LiveScript, ScriptedTurn, TurnRequest } from './script.ts';

/** What a scripted Gemini Live is like. */
export interface ScriptedGeminiOptions {
  /** The address it answers at, scheme and host. Default: `wss://gemini.test`. */
  readonly url?: string | undefined;
  /** What the model does in a turn. Default: `Answer 1.`, `Answer 2.` and so on, 500 ms each. */
  readonly onTurn?: ((request: TurnRequest) => ScriptedTurn) | undefined;
  /** The words of the first, second, … utterance. Default: `Words 1.`, `Words 2.` and so on. */
  readonly onSpeech?: ((utterance: number) => string) | undefined;
  /** Called for each session as it begins. */
  readonly onSession?: ((session: LiveSession) => void) | undefined;
  /** Whether a key or token lets a client in. Default: any that is not empty. */
  readonly admits?: ((secret: string) => boolean) | undefined;
  /** The key with which tokens are made at `/v1alpha/auth_tokens`. Default: any. */
  readonly apiKey?: string | undefined;
  /** Whether only tokens that were made there let a client in, as often and for as long as they are good. Default: false. */
  readonly minted?: boolean | undefined;
  /** Whether there is a model of that name. Default: those that begin with `gemini`. */
  readonly model?: ((name: string) => boolean) | undefined;
  /** ms before each message of a turn. Default: 0. */
  readonly pace?: number | undefined;
  /** ms of sound in each piece. Default: 100. */
  readonly pieceDuration?: number | undefined;
  /** Sound, words and marks stand in one message, as newer models send them. Default: false. */
  readonly together?: boolean | undefined;
  /**
   * Whether a turn is over only when its sound has had the time to be heard, so that it can be interrupted until then although
   * all of it has been sent; as by the service. Default: false.
   */
  readonly playback?: boolean | undefined;
  /** Whether messages are binary frames, as the service sends them. Default: true. */
  readonly binary?: boolean | undefined;
  /** Whether the last piece of the user's words says that it is the last. Default: false. */
  readonly finished?: boolean | undefined;
  /** Whether `clientContent` is taken after the first turn, as by older models. Default: true. */
  readonly contentInCall?: boolean | undefined;
  /** ms that `nextSession` and a session's `next` wait; Infinity waits for ever. Default: 1,000. */
  readonly patience?: number | undefined;
  /** Default: the machine's own time. */
  readonly clock?: ScriptClock | undefined;
}

/** A scripted Gemini Live. */
export interface ScriptedGemini extends LineTaker {
  /** For msw's `setupServer` or `setupWorker`, or `listen` of `@vivavoce/testing/node`. */
  readonly handlers: readonly WebSocketHandler[];
  /** The same for what is asked by HTTP: the making of tokens. `listen` knows them too. */
  readonly routes: readonly RequestHandler[];
  /** Where tokens are made. */
  readonly mintPath: string;
  /** Makes a token, as the service does by HTTP; for whoever can't be reached by msw. */
  mint(request: Request): Promise<Response>;
  /** Every session so far, the oldest first. */
  readonly sessions: readonly LiveSession[];
  /** The next session not handed out yet. Rejects when none begins in time. */
  nextSession(): Promise<LiveSession>;
  /** From now on the handshake fails, as if nobody answered; `refuse(false)` ends that. */
  refuse(refusing?: boolean): void;
  /** Forgets every handle, as after some time. */
  forget(): void;
  /** A socket to it that needs no network and takes the service's own time. @param delay ms each way. Default: 0 */
  dial(url: string, protocols?: readonly string[], delay?: number): MemorySocket;
}

/** An address of the service: its version, and whether it takes tokens in place of keys. */
const address =
  /^\/+ws\/google\.ai\.generativelanguage\.(v1|v1alpha|v1beta)\.GenerativeService\.BidiGenerateContent(Constrained)?$/;

/**
 * Google's Gemini Live API over WebSocket: binary frames, one setup and that first, voice activity on the sound itself, fragments of
 * words without an end, interruptions, functions, handles to go on with, and a close for everything that the service would refuse.
 * What it says is up to a script. It shares no code with any client.
 *
 * @example
 * ```ts
 * const gemini = scriptedGemini({ onTurn: () => ({ parts: [{ say: 'Hello to you.' }] }) });
 * const stop = listen(gemini);
 * ```
 */
export function scriptedGemini({
  url = 'wss://gemini.test',
  onTurn = ({ turn }) => ({ parts: [{ say: `Answer ${turn}.` }] }),
  onSpeech = (utterance) => `Words ${utterance}.`,
  onSession = () => undefined,
  admits = (secret) => secret !== '',
  apiKey,
  minted = false,
  model = (name) => name.startsWith('gemini'),
  pace = 0,
  pieceDuration = 100,
  together = false,
  playback = false,
  binary = true,
  finished = false,
  contentInCall = true,
  patience = 1000,
  clock = machineClock,
}: ScriptedGeminiOptions = {}): ScriptedGemini {
  const sessions: LiveSession[] = [];
  const handles = new Set<string>();
  let given = 0;
  const inbox = new Inbox<LiveSession>(
    'a session',
    patience,
    `Does the client call ${url}/ws/…, and was the scripted service given to listen()?`,
  );
  const script: LiveScript = {
    onTurn,
    onSpeech,
    pace,
    pieceDuration,
    together,
    playback,
    binary,
    finished,
    model,
    contentInCall,
    knows: (handle) => handles.has(handle),
    newHandle: () => {
      const handle = `handle-${(given += 1)}`;
      handles.add(handle);
      return handle;
    },
  };
  const tokens = new AuthTokens(clock, apiKey);
  let refusing = false;
  const service: LineTaker = {
    url,
    refuses: ({ pathname }) => {
      if (refusing) return 503;
      return address.test(pathname) ? undefined : 404;
    },
    take: (line) => {
      const { searchParams, pathname } = line.url;
      const [, version, constrained] = address.exec(pathname) ?? [];
      // A token is made for the constrained method of v1alpha, a key for the other.
      const secret = searchParams.get(constrained ? 'access_token' : 'key') ?? '';
      const token = tokens.find(secret);
      if (!admits(secret) || (minted && !token) || (constrained && version !== 'v1alpha')) {
        if (constrained)
          line.close(1008, 'Method is not allowed for this token, or the token has expired.');
        else line.close(1007, 'API key not valid. Please pass a valid API key.');
        return;
      }
      const session = new LiveSession(line, { secret, token, script, clock, patience });
      sessions.push(session);
      onSession(session);
      inbox.add(session);
    },
  };
  const host = new URL(url).host.replaceAll('.', '\\.');
  return {
    ...service,
    handlers: [mswLines(service, new RegExp(`^wss?://${host}/+ws/`))],
    routes: [mswRoute(url, tokensPath, (request) => tokens.answer(request))],
    mintPath: tokensPath,
    mint: (request) => tokens.answer(request),
    sessions,
    nextSession: () => inbox.next(),
    refuse: (refuse = true) => {
      refusing = refuse;
    },
    forget: () => handles.clear(),
    dial: (target, protocols = [], delay = 0) =>
      new MemorySocket(service, target, protocols, clock, delay),
  };
}
