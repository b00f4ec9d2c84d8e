import type { RequestHandler, WebSocketHandler } from 'msw';
import { Inbox } from '../inbox.ts';
import { MemorySocket } from '../line/memory-line.ts';
import { mswLines } from '../line/msw-lines.ts';
import { mswRoute } from '../line/msw-route.ts';
import { machineClock } from '../line/service-line.ts';
import type { LineTaker, ScriptClock } from '../line/service-line.ts';
import { ClientSecrets, secretsPath } from './client-secrets.ts';
import { OpenAISession } from './openai-session.ts';
import type { AnswerRequest, HeardSpeech, ScriptedAnswer, SessionScript } from './script.ts';

/** What a scripted OpenAI Realtime is like. */
export interface ScriptedOpenAIOptions {
  /** The address it answers at, scheme and host. Default: `wss://openai.test`. */
  readonly url?: string | undefined;
  /** What is answered. Default: `Answer 1.`, `Answer 2.` and so on, 500 ms each. */
  readonly onAnswer?: ((request: AnswerRequest) => ScriptedAnswer) | undefined;
  /** What is understood of the first, second, … utterance, where transcription is asked for. */
  readonly onSpeech?: ((utterance: number) => HeardSpeech) | undefined;
  /** Called for each session as it begins. */
  readonly onSession?: ((session: OpenAISession) => void) | undefined;
  /** Whether a secret lets a client in. Default: any that is not empty. */
  readonly admits?: ((secret: string) => boolean) | undefined;
  /** The key with which secrets are made at `/v1/realtime/client_secrets`. Default: any. */
  readonly apiKey?: string | undefined;
  /** Whether only secrets that were made there let a client in, for as long as they are good. Default: false. */
  readonly minted?: boolean | undefined;
  /** ms before each piece of an answer. Default: 0. */
  readonly pace?: number | undefined;
  /** ms of sound in each piece. Default: 100. */
  readonly pieceDuration?: number | undefined;
  /** ms from a committed utterance to its words. Default: 0. */
  readonly transcriptDelay?: number | undefined;
  /** s that a session says it may last. Default: 3,600. */
  readonly lifetime?: number | undefined;
  /** Types of events that are never sent: gateways that speak this protocol leave some out. Default: none. */
  readonly omit?: readonly string[] | undefined;
  /** ms that `nextSession` and a session's `next` wait; Infinity waits for ever. Default: 1,000. */
  readonly patience?: number | undefined;
  /** Default: the machine's own time. */
  readonly clock?: ScriptClock | undefined;
}

/** A scripted OpenAI Realtime. */
export interface ScriptedOpenAI extends LineTaker {
  /** For msw's `setupServer` or `setupWorker`, or `listen` of `@vivavoce/testing/node`. */
  readonly handlers: readonly WebSocketHandler[];
  /** The same for what is asked by HTTP: the making of secrets. `listen` knows them too. */
  readonly routes: readonly RequestHandler[];
  /** Where secrets are made. */
  readonly mintPath: string;
  /** Makes a secret, as the service does by HTTP; for whoever can't be reached by msw. */
  mint(request: Request): Promise<Response>;
  /** Every session so far, the oldest first. */
  readonly sessions: readonly OpenAISession[];
  /** The next session not handed out yet. Rejects when none begins in time. */
  nextSession(): Promise<OpenAISession>;
  /** From now on the handshake fails, as if nobody answered; `refuse(false)` ends that. */
  refuse(refusing?: boolean): void;
  /** A socket to it that needs no network and takes the service's own time. @param delay ms each way. Default: 0 */
  dial(url: string, protocols?: readonly string[], delay?: number): MemorySocket;
}

const path = '/v1/realtime';

/** What closes a session whose secret is refused. */
const unauthorized = 3000;

/**
 * OpenAI's Realtime API as it is since its general availability, over WebSocket: voice activity on the sound itself, words that come
 * late, one response at a time, interruptions, truncation, functions, and a refusal of everything that the service would refuse.
 * What it says is up to a script. It shares no code with any client.
 *
 * @example
 * ```ts
 * const openai = scriptedOpenAI({ onAnswer: () => ({ items: [{ say: 'Hello to you.' }] }) });
 * const stop = listen(openai);
 * ```
 */
export function scriptedOpenAI({
  url = 'wss://openai.test',
  onAnswer = ({ turn }) => ({ items: [{ say: `Answer ${turn}.` }] }),
  onSpeech = () => ({}),
  onSession = () => undefined,
  admits = (secret) => secret !== '',
  apiKey,
  minted = false,
  pace = 0,
  pieceDuration = 100,
  transcriptDelay = 0,
  lifetime = 3600,
  omit = [],
  patience = 1000,
  clock = machineClock,
}: ScriptedOpenAIOptions = {}): ScriptedOpenAI {
  const sessions: OpenAISession[] = [];
  const inbox = new Inbox<OpenAISession>(
    'a session',
    patience,
    `Does the client call ${url}${path}?model=…, and was the scripted service given to listen()?`,
  );
  const script: SessionScript = {
    onAnswer,
    onSpeech,
    pace,
    pieceDuration,
    transcriptDelay,
    lifetime,
    omit,
  };
  const secrets = new ClientSecrets(clock, apiKey);
  let refusing = false;
  const service: LineTaker = {
    url,
    refuses: ({ pathname, searchParams }) => {
      if (refusing) return 503;
      if (pathname !== path) return 404;
      return searchParams.get('model') ? undefined : 400;
    },
    take: (line) => {
      const offered = line.protocols.find((one) => one.startsWith('openai-insecure-api-key.'));
      const secret = offered?.slice(offered.indexOf('.') + 1) ?? line.authorization?.slice(7);
      const begins = secrets.settingsOf(secret ?? '');
      if (secret === undefined || !admits(secret) || (minted && !begins)) {
        const error = {
          type: 'invalid_request_error',
          code: 'invalid_api_key',
          message: 'Incorrect API key provided.',
          param: null,
          event_id: null,
        };
        line.send(JSON.stringify({ type: 'error', event_id: 'event_0', error }));
        line.close(unauthorized, 'invalid_request_error.invalid_api_key');
        return;
      }
      const id = `sess_${sessions.length + 1}`;
      const session = new OpenAISession(line, { id, secret, begins, script, clock, patience });
      sessions.push(session);
      onSession(session);
      inbox.add(session);
    },
  };
  return {
    ...service,
    handlers: [mswLines(service, `${url}${path}`)],
    routes: [mswRoute(url, secretsPath, (request) => secrets.answer(request))],
    mintPath: secretsPath,
    mint: (request) => secrets.answer(request),
    sessions,
    nextSession: () => inbox.next(),
    refuse: (refuse = true) => {
      refusing = refuse;
    },
    dial: (address, protocols = [], delay = 0) =>
      new MemorySocket(service, address, protocols, clock, delay),
  };
}
