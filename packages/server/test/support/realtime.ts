import { geminiUpstream, openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import type { LiveSession, ScriptedGeminiOptions } from '@vivavoce/testing/gemini-live';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { OpenAISession, ScriptedOpenAIOptions } from '@vivavoce/testing/openai-realtime';
import { serve } from '@vivavoce/testing/serve';
import type { Served, ServedService } from '@vivavoce/testing/serve';
import { onTestFinished } from 'vitest';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from './client.ts';
import { quickServer } from './quick-server.ts';

/** A server with a realtime model behind every Chat, which a script plays over a real socket. */
export interface RealtimeServer {
  server: RunningServer;
  served: Served;
  /** What was logged. */
  log: string[];
}

/** Starts both; both end with the test. @param realtime - the model at this address. */
export async function realtimeServer(
  service: ServedService,
  realtime: (url: string) => ServerOptions['realtime'],
  options: ServerOptions = {},
): Promise<RealtimeServer> {
  const served = await serve(service);
  const log: string[] = [];
  const server = await quickServer({
    realtime: realtime(served.url),
    log: ({ message, error }) =>
      log.push(`${message} ${error instanceof Error ? error.message : ''}`),
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await served.stop();
  });
  return { server, served, log };
}

/** A voice of so many ms, and silence behind it: 16 kHz. Loud enough for whoever listens for voices. */
export function voice(ms: number, silenceMs = 900): Int16Array {
  const samples = new Int16Array(16 * (ms + silenceMs));
  // A buzz with two formants, whose pitch moves: a vowel.
  for (let i = 0; i < 16 * ms; i++) {
    const t = i / 16_000;
    const pitch = 140 + 20 * Math.sin(2 * Math.PI * 3 * t);
    let sum = 0;
    for (let n = 1; n <= 20; n++) {
      const hz = n * pitch;
      const gain =
        Math.exp(-(((hz - 600) / 300) ** 2)) + 0.6 * Math.exp(-(((hz - 1200) / 300) ** 2));
      sum += gain * Math.sin(2 * Math.PI * hz * t);
    }
    samples[i] = Math.max(-32_000, Math.min(32_000, 6000 * sum));
  }
  return samples;
}

/** The key that the stand-in of OpenAI takes. */
export const openaiKey = 'sk-the-secret-key';

/** A server with a strict stand-in of OpenAI Realtime behind it. */
export async function openaiStage(
  script: ScriptedOpenAIOptions = {},
  options: ServerOptions = {},
): Promise<RealtimeServer & { sessions: readonly OpenAISession[] }> {
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    patience: 10_000,
    admits: (secret) => secret === openaiKey,
    ...script,
  });
  const model = (url: string) => openaiUpstream({ url, apiKey: openaiKey, model: 'gpt-realtime' });
  return { ...(await realtimeServer(service, model, options)), sessions: service.sessions };
}

/** The same with a strict stand-in of Gemini Live. */
export async function geminiStage(
  script: ScriptedGeminiOptions = {},
  options: ServerOptions = {},
): Promise<RealtimeServer & { sessions: readonly LiveSession[] }> {
  const service = scriptedGemini({ url: 'ws://127.0.0.1', patience: 10_000, ...script });
  const model = (url: string) => geminiUpstream({ url, apiKey: 'the-key', model: 'gemini-live' });
  return { ...(await realtimeServer(service, model, options)), sessions: service.sessions };
}

/** A client that has said how it sends its sound, and what it is about. */
export async function caller(
  { server }: RealtimeServer,
  query = '',
  settings: object = {},
): Promise<TestClient> {
  const client = await TestClient.open(server, query);
  client.send({
    type: 'session_settings',
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
    ...settings,
  });
  return client;
}

/** What the assistant has said, sentence by sentence. */
export const textOf = (client: TestClient): (string | null | undefined)[] =>
  client.all('assistant_message').map(({ message }) => message.content);
