import { vi } from 'vitest';
import { createEviClient, type EviClientOptions } from '../../src/client/evi-client.ts';
import type { EviError } from '../../src/client/evi-error.ts';

/** Where the clients believe the server to be. */
export const baseUrl = 'http://server.test';
/** A config as a server answers it. */
export const config = { id: 'c', name: 'A config', version: 0 };
/** A config as it is posted. */
export const posted = { evi_version: '3', name: 'A config' };

/** A client whose requests are answered one after the other, and what it asked. */
export function clientOf(
  answers: (Response | Error | (() => Response))[],
  options: EviClientOptions = {},
) {
  const asked: Request[] = [];
  const client = createEviClient({
    baseUrl,
    apiKey: 'the-key',
    ...options,
    fetch: (input, init) => {
      asked.push(new Request(input, init));
      const answer = answers.shift() ?? new Response(null, { status: 500 });
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(typeof answer === 'function' ? answer() : answer);
    },
  });
  return { client, asked };
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** Settles a promise while the clock runs as fast as it can, and says how much time that took. */
export async function inFakeTime<T>(
  work: () => PromiseLike<T>,
): Promise<{ value: T | EviError; took: number }> {
  vi.useFakeTimers();
  const start = Date.now();
  let settled: { value: T | EviError; took: number } | undefined;
  void work().then(
    (value) => (settled = { value, took: Date.now() - start }),
    (error: EviError) => (settled = { value: error, took: Date.now() - start }),
  );
  for (let i = 0; i < 100 && !settled; i++) await vi.advanceTimersToNextTimerAsync();
  if (!settled) throw new Error('never settled');
  return settled;
}
