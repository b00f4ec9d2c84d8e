#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { version } from '../../package.json' with { type: 'json' };
import type { ChatConfigInput } from '../dialogue/chat-config.ts';
import type { TokenScope } from '../http/access/credentials.ts';
import type { ApiKeyPair } from '../base/key-pair.ts';
import type { ImportReport } from '../http/rest/import-export.ts';
import { engineFlags, engineHelp, readEngines } from './engine-flags.ts';
import { followKeysFile, readKeysFile } from './keys-file.ts';
import { readRealtime, realtimeFlags, realtimeHelp } from './realtime-flags.ts';
import { readStore, storeFlags, storeHelp, storeSecretsHelp } from './store-flags.ts';
import { jsonLine, logAsJson, logToStderr, scrubbed } from '../base/log.ts';
import type { Log } from '../base/log.ts';
import { createServer, secretsOf } from '../server.ts';
import type { RunningServer, ServerOptions } from '../server.ts';
import { ServerError } from '../base/server-error.ts';

const help = `vivavoce-server: an EVI server on your own machine

  --host ADDRESS         address to listen on (default 127.0.0.1: this machine only)
  --port NUMBER          port to listen on (default 8788; 0: any free port)
  --allow-origin ORIGIN  allow web pages from this origin; repeatable
  --allow-host NAME      allow this host name, such as evi or *.example.com; repeatable
  --public-url URL       public address behind a proxy, such as https://voice.example
  --trust-proxy          trust X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host of the proxy in front
  --log FORMAT           text (default), or json: each line an object, with the Chat's id where there is one
  --drain SECONDS        how long SIGTERM waits for answers that are being spoken (default 20)
  --keys FILE            who may use the server: a JSON list of {apiKey, secretKey, maxChats?, maxMinutesPerDay?}; SIGHUP reads it again
  --tls-cert FILE        serve https and wss with this certificate (PEM); requires --tls-key
  --tls-key FILE         private key of the certificate (PEM)
  --compat 2025-01       never send messages that clients from early 2025 hang up on
  --access-tokens SCOPE  what access tokens allow besides opening Chats: own-chats (reading them) or everything
  --allow-model ORIGIN   allow Configs to use a language model at this origin, such as http://127.0.0.1:8000; repeatable
${storeHelp}
  --import FILE          carries tools, prompts, Configs and Chats over from an export: JSON that the REST routes have answered
  --greet                the assistant speaks first
  --config FILE          default settings of a Chat: JSON in EVI's Config format (prompt, voice, timeouts, ...)
${engineHelp}
${realtimeHelp}
  --version              print the version
  --help                 print this help

If VIVAVOCE_API_KEY and VIVAVOCE_SECRET_KEY are both set, or --keys names a file, every client must authenticate. VIVAVOCE_KEY_OWNER names the owner of the keys:
keys of the same owner share tools, prompts, Configs and Chats.
${storeSecretsHelp}
VIVAVOCE_MODEL_KEY, VIVAVOCE_TRANSCRIPTION_KEY, VIVAVOCE_SPEECH_KEY and VIVAVOCE_EXPRESSION_KEY are sent to the addresses of
--model-url, --transcription-url, --speech-url and --expression-url. OPENAI_API_KEY and GEMINI_API_KEY are those of --realtime.
VIVAVOCE_METRICS_TOKEN turns GET /metrics on, for whoever shows it as Authorization: Bearer.
`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayAsJson(message: string): void {
  say(jsonLine({ level: 'info', message }));
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What the command line asks for. */
interface Command {
  options: ServerOptions;
  /** Read again on SIGHUP. */
  keysFile: string | undefined;
  /** How long SIGTERM waits for what is being said. */
  drainMs: number;
}

/** Reads the command line; a text where one was asked for. */
function readCommand(args: string[]): Command | string {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      'allow-host': { type: 'string', multiple: true },
      'allow-model': { type: 'string', multiple: true },
      'access-tokens': { type: 'string' },
      'public-url': { type: 'string' },
      'trust-proxy': { type: 'boolean' },
      keys: { type: 'string' },
      drain: { type: 'string' },
      log: { type: 'string' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      compat: { type: 'string' },
      ...storeFlags,
      import: { type: 'string' },
      greet: { type: 'boolean' },
      config: { type: 'string' },
      ...engineFlags,
      ...realtimeFlags,
      version: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return help;
  if (values.version === true) return `${version}\n`;
  const config = readConfig(values.config, values.greet === true);
  const keys = readKeys(values.keys);
  const options: ServerOptions = {
    ...(values.host !== undefined && { host: values.host }),
    ...(values.port !== undefined && { port: readPort(values.port) }),
    ...(values['allow-origin'] !== undefined && { allowedOrigins: values['allow-origin'] }),
    ...(values['allow-host'] !== undefined && { allowedHosts: values['allow-host'] }),
    ...(values['allow-model'] !== undefined && { allowedModels: values['allow-model'] }),
    ...(values['access-tokens'] !== undefined && {
      // What is wrong with it is for `listen()` to say.
      accessTokens: values['access-tokens'] as TokenScope,
    }),
    ...(values['public-url'] !== undefined && { publicUrl: values['public-url'] }),
    ...(values['trust-proxy'] === true && { trustProxy: true }),
    ...(values.compat !== undefined && { compat: values.compat as '2025-01' }),
    ...readTls(values['tls-cert'], values['tls-key']),
    config,
    log: readLog(values.log),
    ...(values.log === 'json' && { logLevel: 'info' }),
    ...readMetricsToken(),
    ...(values.import !== undefined && { exported: readJson('--import', values.import) }),
    ...readEngines(values),
    ...readRealtime(values),
    ...readStore(values),
    ...(keys && { keys }),
  };
  return { options, keysFile: values.keys, drainMs: readSeconds('--drain', values.drain ?? '20') };
}

/** Half a pair would leave the server open to everybody without a word. */
function readKeys(file: string | undefined): ApiKeyPair[] | undefined {
  const {
    VIVAVOCE_API_KEY: apiKey,
    VIVAVOCE_SECRET_KEY: secretKey,
    VIVAVOCE_KEY_OWNER: owner,
  } = process.env;
  if (file !== undefined && (apiKey || secretKey)) {
    throw ServerError.invalidOption(
      '--keys',
      'it excludes VIVAVOCE_API_KEY and VIVAVOCE_SECRET_KEY',
    );
  }
  if (file !== undefined) return readKeysFile(file);
  if (apiKey && secretKey) return [{ apiKey, secretKey, ...(owner && { owner }) }];
  if (!apiKey && !secretKey) return undefined;
  const [set, missing] = apiKey ? ['API', 'SECRET'] : ['SECRET', 'API'];
  throw ServerError.invalidOption(
    `VIVAVOCE_${missing}_KEY`,
    `it is missing while VIVAVOCE_${set}_KEY is set; set both or neither`,
  );
}

function readMetricsToken(): Pick<ServerOptions, 'metricsToken'> {
  const { VIVAVOCE_METRICS_TOKEN: metricsToken } = process.env;
  return metricsToken ? { metricsToken } : {};
}

/** A certificate without its key, or the other way round, proves nothing. */
function readTls(cert: string | undefined, key: string | undefined): Pick<ServerOptions, 'tls'> {
  if (cert === undefined && key === undefined) return {};
  return { tls: { cert: readPem('--tls-cert', cert), key: readPem('--tls-key', key) } };
}

function readPem(flag: string, file: string | undefined): string {
  if (file === undefined) {
    throw ServerError.invalidOption(flag, 'it is missing; --tls-cert and --tls-key go together');
  }
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw ServerError.invalidOption(flag, 'the file can not be read');
  }
}

function readLog(format = 'text'): Log {
  if (format === 'text') return logToStderr;
  if (format === 'json') return logAsJson;
  throw ServerError.invalidOption('--log', 'it must be text or json');
}

function readSeconds(flag: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return 1000 * Number(text);
  throw ServerError.invalidOption(flag, 'it must be a whole number of seconds');
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text))
    throw ServerError.invalidOption('--port', 'it must be a number from 0 to 65535');
  return Number(text);
}

/** What is wrong with the values is for `listen()` to say. */
function readConfig(file: string | undefined, greet: boolean): ChatConfigInput {
  const config = file === undefined ? {} : readConfigFile(file);
  if (!greet) return config;
  const greeting = config.event_messages?.on_new_chat;
  return {
    ...config,
    event_messages: { ...config.event_messages, on_new_chat: { ...greeting, enabled: true } },
  };
}

function readConfigFile(file: string): ChatConfigInput {
  return readJson('--config', file);
}

function readJson(flag: string, file: string): object {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null) return read;
  } catch {
    // Said below.
  }
  throw ServerError.invalidOption(flag, 'the file can not be read or holds no JSON object');
}

function importLines({ tools, prompts, configs, chats, there, refused }: ImportReport): string[] {
  const versions = Object.entries({ tools, prompts, Configs: configs }).map(
    ([name, count]) => `${String(count)} versions of ${name}`,
  );
  return [
    `Imported ${[...versions, `${String(chats)} Chats`].join(', ')}; ${String(there)} were there already, ${String(refused.length)} could not be kept`,
    ...refused.map((why) => `not kept: ${why}`),
  ];
}

function startUpLine(server: RunningServer): string {
  const { url, socket, asksKeys, engines, realtime, database, keepsSound } = server;
  const { voiceActivity, recogniser, synthesiser, prosody, responder } = engines;
  const list = [
    ...(realtime === undefined ? [] : [`realtime model ${realtime}`]),
    `voice activity ${voiceActivity.name}`,
    `recogniser ${recogniser.name}${recogniser.vocabulary === 'phrases' ? ' (listed phrases)' : ''}`,
    `synthesiser ${synthesiser.name}`,
    `scores ${prosody.name}${prosody.heuristic ? ' (heuristic)' : ''}`,
    `replies ${responder.name}`,
    `database ${database}`,
    ...(keepsSound ? ['sound of Chats kept'] : []),
  ];
  const keys = asksKeys ? 'asked of every client' : 'none asked';
  return `Viva Voce server on ${url} (${list.join(', ')}); socket ${socket}; keys: ${keys}`;
}

/** The command line may be what is wrong: whether its log was to be JSON is seen without reading all of it. */
function asksJson(args: readonly string[]): boolean {
  return args.includes('--log=json') || args[args.indexOf('--log') + 1] === 'json';
}

/** What `parseArgs` throws. */
function isMisused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code));
}

/**
 * The last line, behind the guard of each Chat. A promise that fails and that nobody waits for breaks nothing else; after an exception
 * that nobody caught nothing is certain any more: all Chats end in order, and whoever watches the process starts it anew.
 */
function watchOver(log: Log, stop: (code: number) => void): void {
  process.on('unhandledRejection', (error) => {
    log({ level: 'error', message: 'Unhandled promise rejection', error });
  });
  process.on('uncaughtException', (error) => {
    log({ level: 'error', message: 'Uncaught exception; shutting down', error });
    stop(1);
  });
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (typeof command === 'string') {
    process.stdout.write(command);
    return;
  }
  const { options, keysFile, drainMs } = command;
  const server = await createServer(options).listen();
  const stop = (code: number) => {
    // Nothing that is left over, of whatever library, keeps the process.
    void server.close().then(() => process.exit(code));
  };
  process.once('SIGINT', () => {
    stop(0);
  });
  process.once('SIGTERM', () => {
    void server.drain(drainMs).finally(() => {
      stop(0);
    });
  });
  const write = options.log ?? logToStderr;
  const log = scrubbed(write, secretsOf(options));
  watchOver(log, stop);
  if (keysFile !== undefined) followKeysFile(keysFile, server, log);
  const tell = write === logAsJson ? sayAsJson : say;
  for (const told of server.imported ? importLines(server.imported) : []) tell(told);
  // Whoever has read this may end it at once.
  tell(startUpLine(server));
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : 'Failed to start.';
  const told = isMisused(error) ? `${message}. Run it with --help to see all options.` : message;
  printError(asksJson(process.argv) ? jsonLine({ level: 'error', message: told }) : told);
  process.exitCode = 1;
}
