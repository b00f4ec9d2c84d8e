import { geminiUpstream, openaiUpstream } from '@vivavoce/realtime/upstream';
import type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
import { ServerError } from '../base/server-error.ts';

/** The flags that put a realtime model behind every Chat, as `parseArgs` wants them. */
export const realtimeFlags = {
  realtime: { type: 'string' },
  'realtime-url': { type: 'string' },
  'realtime-voice': { type: 'string' },
} as const;

/** What the help says of them. */
export const realtimeHelp = `  --realtime NAME:MODEL  put a realtime model behind every Chat: openai:gpt-realtime, openai:gpt-live-1 or gemini:MODEL
  --realtime-url URL     where it is reached, such as ws://127.0.0.1:8000: anything that speaks the same protocol
  --realtime-voice NAME  one of its voices; a Config's or a Chat's own takes its place`;

/** Services, and where their keys are. */
const services = {
  openai: { create: openaiUpstream, variable: 'OPENAI_API_KEY' },
  gemini: { create: geminiUpstream, variable: 'GEMINI_API_KEY' },
} as const;

type Values = Partial<Record<keyof typeof realtimeFlags, string>>;

/** Reads the flags. Keys come from the environment. @throws ServerError `invalid-option`. */
export function readRealtime(values: Values): { realtime?: RealtimeUpstream } {
  const { realtime, 'realtime-url': url, 'realtime-voice': voice } = values;
  if (realtime === undefined) {
    const [alone] = Object.keys(values).filter((name) => /^realtime-/.test(name));
    if (alone === undefined) return {};
    throw ServerError.invalidOption(`--${alone}`, 'it takes --realtime as well');
  }
  const [, name = '', model] = /^(\w+):(.+)$/.exec(realtime) ?? [];
  if (!Object.hasOwn(services, name) || model === undefined) {
    throw ServerError.invalidOption(
      '--realtime',
      'it must be openai:MODEL or gemini:MODEL, such as openai:gpt-realtime',
    );
  }
  const { create, variable } = services[name as keyof typeof services];
  if (url !== undefined) checkUrl(url);
  const apiKey = process.env[variable];
  if (!apiKey && url === undefined) {
    throw ServerError.invalidOption(
      variable,
      `the environment must hold the key for --realtime ${name}:${model} under that name`,
    );
  }
  return {
    realtime: create({
      model,
      ...(apiKey && { apiKey }),
      ...(url !== undefined && { url }),
      ...(voice !== undefined && { voice }),
    }),
  };
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^(ws|http)s?:$/.test(url.protocol) && !/[?#@]/.test(text);
  if (plain) return;
  throw ServerError.invalidOption(
    '--realtime-url',
    'it must be a ws, wss, http or https address without a password, query or fragment',
  );
}
