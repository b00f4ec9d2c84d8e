import { longestDelayMs } from '../../base/clock.ts';
import { ServerError } from '../../base/server-error.ts';

/** One question to a speech engine over HTTP. */
export interface EngineRequest {
  /** The engine's name, for errors. */
  engine: string;
  url: URL;
  /** Sent as a bearer token. Never logged. */
  key: string | undefined;
  /** A form, JSON or a WAV. */
  body: FormData | string | Uint8Array<ArrayBuffer>;
  timeoutMs: number;
  /** A longer answer is none. */
  mostBytes: number;
  /** Aborted when the answer is no longer wanted; rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Asks a speech engine over HTTP. No redirects: the key goes nowhere else. What it writes in an error is told to nobody: it may
 * quote the key.
 *
 * @throws ServerError `engine-failed`.
 */
export async function askEngine(request: EngineRequest): Promise<Uint8Array> {
  const { engine, url, key, body, timeoutMs, mostBytes, signal } = request;
  const late = AbortSignal.timeout(Math.min(timeoutMs, longestDelayMs));
  const failed = (because: string, cause?: unknown) =>
    ServerError.engineFailed(engine, new Error(because, { cause }));
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, late]) : late,
      headers: {
        ...(typeof body === 'string' && { 'content-type': 'application/json' }),
        ...(body instanceof Uint8Array && { 'content-type': 'audio/wav' }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw failed(`its endpoint answered with HTTP ${String(response.status)}`);
    }
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of response.body ?? []) {
      length += piece.length;
      if (length > mostBytes) throw failed('its answer has no end');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ServerError) throw error;
    throw failed(
      late.aborted ? 'its endpoint did not answer in time' : 'its endpoint can not be reached',
      error,
    );
  }
}

/** A key from the environment, the only place one is taken from. */
export function keyFromEnvironment(name: string): string | undefined {
  const key = process.env[name];
  return key === '' ? undefined : key;
}
