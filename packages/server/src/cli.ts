#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createServer } from './server';
import type { RunningServer, ServerOptions } from './server';
import { ServerError } from './server-error';
import { recogniserNames } from './speech/choose-recogniser';
import type { RecogniserName } from './speech/choose-recogniser';

const help = `vivavoce-server: EVI on your own machine

  --host ADDRESS         where to listen (default 127.0.0.1: this machine alone)
  --port NUMBER          default 8788; 0 takes any free port
  --recogniser NAME      ${recogniserNames.join(', ')} (default auto)
  --allow-origin ORIGIN  lets a web page from elsewhere in; may be given again
  --help                 this text

VIVAVOCE_API_KEY and VIVAVOCE_SECRET_KEY, when both are set, are asked of every client.
`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Reads the command line; undefined when help was asked for. */
function readOptions(args: string[]): ServerOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      recogniser: { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return undefined;
  const { VIVAVOCE_API_KEY: apiKey, VIVAVOCE_SECRET_KEY: secretKey } = process.env;
  return {
    ...(values.host !== undefined && { host: values.host }),
    ...(values.port !== undefined && { port: readPort(values.port) }),
    ...(values.recogniser !== undefined && { recogniser: readRecogniser(values.recogniser) }),
    ...(values['allow-origin'] !== undefined && { allowedOrigins: values['allow-origin'] }),
    ...(apiKey !== undefined && secretKey !== undefined && { keys: [{ apiKey, secretKey }] }),
  };
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text))
    throw ServerError.invalidOption('--port', 'it must be a number from 0 to 65535');
  return Number(text);
}

function readRecogniser(text: string): RecogniserName {
  const name = recogniserNames.find((known) => known === text);
  if (name === undefined) {
    throw ServerError.invalidOption(
      '--recogniser',
      `it must be one of ${recogniserNames.join(', ')}`,
    );
  }
  return name;
}

function startUpLine({ url, engines }: RunningServer): string {
  const { voiceActivity, recogniser, synthesiser, prosody, responder } = engines;
  const list = [
    `voice activity ${voiceActivity.name}`,
    `recogniser ${recogniser.name}${recogniser.vocabulary === 'phrases' ? ' (listed phrases)' : ''}`,
    `synthesiser ${synthesiser.name}`,
    `scores ${prosody.name}${prosody.heuristic ? ' (heuristic)' : ''}`,
    `replies ${responder.name}`,
  ];
  return `Viva Voce server on ${url} (${list.join(', ')})`;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(help);
    return;
  }
  const server = await createServer(options).listen();
  say(startUpLine(server));
  const stop = () => {
    void server.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  complain(error instanceof Error ? error.message : 'Failed to start.');
  process.exitCode = 1;
}
