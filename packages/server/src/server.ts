import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readChatConfig } from './dialogue/chat-config.ts';
import type { ChatConfigInput } from './dialogue/chat-config.ts';
import type { DialogueParts } from './dialogue/dialogue.ts';
import { PipelineDialogue } from './dialogue/pipeline-dialogue.ts';
import { findSessionIn } from './session/find-session.ts';
import { LocalSessions } from './session/local-sessions.ts';
import { KeyUse } from './session/key-use.ts';
import { longestDelayMs, systemClock } from './base/clock.ts';
import type { Clock } from './base/clock.ts';
import { createAccess } from './http/access/access.ts';
import { clientAddressBy } from './http/access/client-address.ts';
import { createApp } from './http/app.ts';
import { AudioAddresses } from './http/recordings/audio-address.ts';
import { findConfigIn } from './http/rest/configs.ts';
import { chatPath, createChatSockets } from './http/socket/chat-socket.ts';
import { Credentials } from './http/access/credentials.ts';
import type { TokenScope } from './http/access/credentials.ts';
import { FrameScheduler } from './http/socket/frame-scheduler.ts';
import { createHttpServer } from './http/server/http-server.ts';
import { Readiness } from './http/readiness.ts';
import { importExport } from './http/rest/import-export.ts';
import type { ImportReport } from './http/rest/import-export.ts';
import { hostInUrl, hostOf, isLoopbackHost, serverUrl } from './base/host-name.ts';
import { publicHosts, publicUrlBy } from './http/access/public-url.ts';
import type { PublicUrlOptions } from './http/access/public-url.ts';
import { checkTls } from './http/server/tls.ts';
import type { TlsOptions } from './http/server/tls.ts';
import { checkKeyPairs, ownerOf } from './base/key-pair.ts';
import type { ApiKeyPair } from './base/key-pair.ts';
import { readLimits } from './http/server/limits.ts';
import type { Limits } from './http/server/limits.ts';
import { logToStderr, scrubbed } from './base/log.ts';
import type { Log } from './base/log.ts';
import { readTimeout } from './base/read-timeout.ts';
import { ServerError } from './base/server-error.ts';
import type { Engines } from './engines/engines.ts';
import { boundedEngines } from './engines/bounded-engines.ts';
import { openObservers } from './observing/open-observers.ts';
import { findExecutable } from './base/processes/find-executable.ts';
import { NamedLanguageModels } from './replies/language-model/named-language-model.ts';
import { checkEngines, startEngines } from './engines/start-engines.ts';
import type { EngineOptions } from './engines/start-engines.ts';
import { createRealtimeDialogue } from './dialogue/realtime/realtime-dialogue.ts';
import { checkRealtime } from './engines/realtime/check-realtime.ts';
import { createFvadVoiceActivity } from './engines/voice-activity/fvad.ts';
import type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
import type { WebSearch } from './replies/web-search.ts';
import { keptSecret } from './store/database/kept-secret.ts';
import { settleOwners } from './store/database/owner.ts';
import { countWaiting } from './store/deliveries/deliveries.ts';
import { openStore } from './store/open-store.ts';
import type { StoreOptions } from './store/open-store.ts';
import { unwind } from './base/unwind.ts';
import { webhooksOf } from './webhooks/open-webhooks.ts';
import type { WebhookOptions } from './webhooks/open-webhooks.ts';

/** Who has read nothing of an answer for this long is cut off. */
const unreadTimeoutMs = 30_000;

/** How a server is to be. All of it may be left out. */
export interface ServerOptions
  extends EngineOptions, StoreOptions, WebhookOptions, PublicUrlOptions {
  /** Where to listen. Default `127.0.0.1`: this machine alone. Any other lets the network in. */
  host?: string | undefined;
  /** Default 8788; 0 takes any free port. */
  port?: number | undefined;
  /** A certificate and its key: the server then speaks https and wss. Default none: plain http and ws. */
  tls?: TlsOptions | undefined;
  /**
   * `2025-01`: no client is sent `assistant_prosody` or its own settings back, which those of that time hang up at. Default: clients
   * that say that they are of that time aren't; `@humeai/voice-react` up to 0.1.22 does.
   */
  compat?: '2025-01' | undefined;
  /** How every Chat begins: prompt, voice, tools, event messages, nudges, timeouts. Default: no greeting, no nudges. */
  config?: ChatConfigInput | undefined;
  /**
   * A realtime model behind every Chat, which hears and speaks by itself: `openaiUpstream` or `geminiUpstream` of
   * `@vivavoce/realtime/upstream`, or any object like theirs. Default: recognition, replies and synthesis one after the other.
   */
  realtime?: RealtimeUpstream | undefined;
  /** What the built-in tool `web_search` asks. Default nothing: the tool answers with its fallback. */
  webSearch?: WebSearch | undefined;
  /** How long a client may take to answer a `tool_call`, in ms; Infinity for no limit. Default 20,000. */
  toolTimeoutMs?: number | undefined;
  /** What timeouts, nudges and the length of speech are measured with. Default the machine's; another is for tests. */
  clock?: Clock | undefined;
  /**
   * Who may use the server: each pair has its own tools, prompts, Configs, Chats, recordings and webhooks, and what was made without
   * keys becomes the first pair's. Default nobody in particular: any key gets a token, and no token is asked for.
   */
  keys?: readonly ApiKeyPair[] | undefined;
  /**
   * What access tokens are good for beside opening Chats. `own-chats`, the default: reading those that were opened with the same
   * token; `everything`: all that the API key is good for.
   */
  accessTokens?: TokenScope | undefined;
  /** Web origins allowed beside those of this machine, as `https://app.example`. Default none. */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Names the server may be asked by beside `host`, this machine's own and addresses in numbers: a service of Docker Compose, a
   * name of the local network, a tunnel. `evi` is that name, `*.example.com` every name below it, `.example.com` both. Default none.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Origins of language models that Configs may name though they are of this machine, its network or plain http, as
   * `http://127.0.0.1:8000`. Default none: they may name those of the public internet, by https.
   */
  allowedModels?: readonly string[] | undefined;
  /** Chats at a time; another is the error `too_many_chats` and closes with 1013. Default 100. */
  maxChats?: number | undefined;
  /** How much one client may ask of the server. */
  limits?: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } | undefined;
  /**
   * What the REST routes of EVI have answered, here or elsewhere, in whatever objects and lists: tools, prompts, Configs, Chats and events
   * are carried over as the first key pair's, with their ids, versions and times. What is there already stays as it is. Default nothing.
   */
  exported?: unknown;
  /**
   * Whoever shows this token, as `Authorization: Bearer TOKEN`, is answered on `GET /metrics`: Prometheus' text, without ids and words.
   * At least 16 characters, without spaces. Default none: there is no such route.
   */
  metricsToken?: string | undefined;
  /** What is told of failures that a client only sees as 500 or 1011. Default one line each on the standard error stream. */
  log?: Log | undefined;
  /** From which level on `log` is told: `info` is also each Chat that begins and ends, and each turn. Default `warning`. */
  logLevel?: 'info' | 'warning' | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it can be opened on this machine, as `http://127.0.0.1:8788`, also when it listens on every address. */
  readonly url: string;
  /** Where Chats are held, as `ws://127.0.0.1:8788/v0/evi/chat`. */
  readonly socket: string;
  /** Whether clients need a key or token. */
  readonly asksKeys: boolean;
  /** What it was told to listen on. */
  readonly host: string;
  /** The port it listens on, also when 0 was asked for. */
  readonly port: number;
  /** The engines in use. */
  readonly engines: Engines;
  /** The realtime model behind every Chat; undefined where there is none. */
  readonly realtime: string | undefined;
  /** Where everything is kept, in words. */
  readonly database: string;
  /** What came of `exported`; undefined where there was none. */
  readonly imported: ImportReport | undefined;
  /** Whether the sound of Chats is kept in it. */
  readonly keepsSound: boolean;
  /**
   * Lets others than until now use the server. Tokens and recordings' addresses of pairs that are gone are void at once, and open no more
   * Chats; Chats that are open go on.
   *
   * @throws ServerError `invalid-option`, and everything stays as it was: a part of a pair is empty, a limit can't be one, or there were
   *   or would be no keys at all. `database-failed`.
   */
  replaceKeys(pairs: readonly ApiKeyPair[]): Promise<void>;
  /**
   * Prepares the end where another server takes over: `GET /ready` answers 503 and no Chat is opened any more; each that is open ends as
   * soon as what is being said was heard, and its client is told to come back (close code 1012). Recordings, lists and everything else
   * are still answered: `close()` is to follow. Calling it again waits for the same end.
   *
   * @param ms - so long is waited for what is being said; then Chats end in the middle of it. Default 20,000.
   * @throws ServerError `invalid-option`.
   */
  drain(ms?: number): Promise<void>;
  /** Closes every socket, process and thread, within 10 seconds, whatever others do. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/** A server that can be started. */
export interface VoiceServer {
  /**
   * Starts the engines and listens.
   *
   * @throws ServerError `port-in-use`, `address-unavailable`, `invalid-option`, `engine-unavailable`, `engine-failed` or
   *   `database-unavailable`; nothing is left running then.
   */
  listen(): Promise<RunningServer>;
}

/**
 * EVI on your own machine. Nothing happens before `listen()`.
 *
 * @example
 * ```ts
 * const server = await createServer({ port: 0 }).listen();
 * console.log(server.url);
 * await server.close();
 * ```
 */
export function createServer(options: ServerOptions = {}): VoiceServer {
  return { listen: () => listen(options) };
}

async function listen(options: ServerOptions): Promise<RunningServer> {
  const {
    port = 8788,
    maxChats = 100,
    keys = [],
    allowedOrigins = [],
    allowedHosts = [],
    clock = systemClock,
    webSearch,
    realtime,
  } = options;
  // In brackets it is the same address.
  const host = (options.host ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  const limits = readLimits(options.limits ?? {});
  const secrets = secretsOf(options);
  const log = scrubbed(options.log ?? logToStderr, secrets);
  check(options, host, port, maxChats);
  const publicUrl = publicUrlBy(options);
  const clientAddress = clientAddressBy(options.trustProxy);
  const hosts = [...allowedHosts, ...publicHosts(options)];
  const access = createAccess({ host, allowedOrigins, allowedHosts: hosts }, log);
  const models = new NamedLanguageModels(options.allowedModels ?? []);
  const toolTimeoutMs = readTimeout('toolTimeoutMs', options.toolTimeoutMs ?? 20_000);
  const config = readChatConfig(options.config ?? {});
  const undo: (() => Promise<void>)[] = [];
  try {
    const observers = await openObservers(options, log, undo);
    const {
      database,
      webhooks,
      chats: store,
      audioQuota,
    } = await openStore(
      options,
      keys,
      webhooksOf(options, keys, observers.requests),
      log,
      undo,
      observers.requests,
    );
    const readiness = new Readiness(database);
    const [head] = keys;
    const imported =
      options.exported === undefined
        ? undefined
        : await importExport(database, head && ownerOf(head), options.exported, {
            webhook: webhooks.validateUrl,
            model: (url) => models.validateUrl(url),
          });
    const engines = await startEngines(options, log, undo);
    const credentials = new Credentials({
      pairs: keys,
      signingKey: await keptSecret(database, 'access-tokens'),
      scope: options.accessTokens,
    });
    const ffmpeg = await findExecutable('ffmpeg');
    const sessions = new LocalSessions(clock, maxChats, (error) => {
      log({ level: 'error', message: 'A Chat could not be ended', error });
    });
    const control = {
      findSession: findSessionIn(database, store, sessions),
      frames: new FrameScheduler(),
    };
    const app = createApp({
      engines,
      realtime: realtime?.name,
      credentials,
      database,
      addresses: new AudioAddresses(
        await keptSecret(database, 'audio-addresses'),
        () => credentials.names,
      ),
      publicUrl,
      webhooks,
      models,
      control,
      access,
      clientAddress,
      readiness,
      metrics: observers.show({
        webhooksWaiting: () => countWaiting(database),
        unconfirmed: () => sessions.held,
      }),
      decodes: ffmpeg !== undefined,
      limits,
      log,
    });
    const chats = {
      engines: observers.watched(boundedEngines(engines)),
      observe: observers.chats,
      store,
      audioQuota,
      config,
      findConfig: findConfigIn(database),
      models,
      log,
      clock,
      sessions,
      createDialogue: realtime
        ? createRealtimeDialogue({
            service: realtime,
            voiceActivity: await createFvadVoiceActivity(),
          })
        : (parts: DialogueParts) => new PipelineDialogue(parts),
      ffmpeg,
      toolTimeoutMs,
      compat: options.compat,
      ...(webSearch && { webSearch }),
    };
    const sockets = createChatSockets({
      ...control,
      chats,
      credentials,
      keyUse: new KeyUse(database, clock),
      access,
      clientAddress,
      maxChats,
      limits,
      log,
    });
    const { http, close: closeHttp } = createHttpServer({
      fetch: app.fetch,
      handleUpgrade: sockets.handleUpgrade,
      tls: options.tls,
      mostConnections: limits.connections,
      behindProxy: options.trustProxy === true ? clientAddress : undefined,
      onFailed: (error) => {
        log({ level: 'error', message: 'A socket could not be opened', error });
      },
      onCrowded: (address) => {
        const message = `${address} has ${String(limits.connections)} connections, as many as it may; others are cut off.`;
        log({ level: 'warning', message });
      },
    });
    // Answers that nobody takes lie in memory.
    http.setTimeout(unreadTimeoutMs);
    undo.push(async () => {
      await Promise.all([sockets.close(), closeHttp()]);
    });
    const address = await bind(http, host, port);
    const boundTo = hostOf(`http://${hostInUrl(address.address)}`);
    if (keys.length === 0 && !(boundTo !== undefined && isLoopbackHost(boundTo))) {
      const message = `Whoever can reach ${host} may use this server: it listens there, and has no keys.`;
      log({ level: 'warning', message });
    }
    let closing: Promise<void> | undefined;
    let draining: Promise<void> | undefined;
    const url = serverUrl(host, address, options.tls ? 'https' : 'http');
    return {
      url,
      realtime: realtime?.name,
      socket: `${url.replace(/^http/, 'ws')}${chatPath}`,
      asksKeys: keys.length > 0,
      host,
      port: address.port,
      engines,
      database: database.label,
      imported,
      keepsSound: audioQuota.open,
      async drain(ms = 20_000) {
        if (!(ms >= 0))
          throw ServerError.invalidOption('drain (--drain)', 'it must be a number from 0');
        readiness.drain();
        await (draining ??= sockets.drain(Math.min(ms, longestDelayMs)));
      },
      async replaceKeys(pairs) {
        checkKeyPairs(pairs);
        if (pairs.length === 0 || keys.length === 0) {
          const because =
            'a server that runs can neither be given its first keys nor lose its last';
          throw ServerError.invalidOption('keys', because);
        }
        secrets.push(...secretsOf({ keys: pairs }));
        await settleOwners(database, pairs);
        webhooks.replaceKeys(pairs);
        credentials.replace(pairs);
      },
      close: () => (closing ??= unwind(undo, log)),
    };
  } catch (error) {
    await unwind(undo, log);
    throw error;
  }
}

/** What no log may hold. */
export function secretsOf(options: ServerOptions): string[] {
  const { keys = [], databaseToken, webhookKey, metricsToken, tls } = options;
  const pairs = keys.flatMap((pair) => [pair.apiKey, pair.secretKey, pair.webhookKey ?? '']);
  const { OPENAI_API_KEY: openai = '', GEMINI_API_KEY: gemini = '' } = process.env;
  const ofServer = [databaseToken, webhookKey, metricsToken, tls?.key];
  return [...pairs, ...ofServer.map((secret) => secret ?? ''), openai, gemini];
}

function check(options: ServerOptions, host: string, port: number, maxChats: number): void {
  // Node takes an empty one for "every address".
  if (host.trim() === '')
    throw ServerError.invalidOption('host', 'it must be an address or a name');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw ServerError.invalidOption('port', 'it must be a whole number from 0 to 65535');
  }
  if (!Number.isInteger(maxChats) || maxChats < 1) {
    throw ServerError.invalidOption('maxChats', 'it must be a whole number from 1');
  }
  checkKeyPairs(options.keys ?? []);
  checkTls(options.tls);
  if (!['2025-01', undefined].includes(options.compat)) {
    throw ServerError.invalidOption('compat (--compat)', 'it must be 2025-01');
  }
  if (!['info', 'warning', undefined].includes(options.logLevel)) {
    throw ServerError.invalidOption('logLevel', 'it must be info or warning');
  }
  if (!['own-chats', 'everything', undefined].includes(options.accessTokens)) {
    throw ServerError.invalidOption('accessTokens', 'it must be own-chats or everything');
  }
  checkEngines(options);
  checkRealtime(options.realtime);
}

function bind(http: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(ServerError.portInUse(host, port, error));
      else reject(ServerError.addressUnavailable(host, port, error));
    });
    http.listen(port, host, () => {
      resolve(http.address() as AddressInfo);
    });
  });
}
