import { useEffect, useState } from 'react';

/** What the local server tells about itself, as far as this page shows it. */
export interface ServerHealth {
  /** Name of the recogniser. */
  readonly recogniser: string;
  /** `open`: any English is understood; `phrases`: only what is listed; `none`: no speech at all. */
  readonly vocabulary: 'open' | 'phrases' | 'none';
  /** What can be said where it is a list. */
  readonly phrases: readonly string[];
}

/** `other`: something answers, and it isn't the local server; EVI's own has no such route. */
export type ServerReport =
  /** There is none: the page plays its part. */
  | { readonly status: 'offline' }
  /** A service answers, and no server of ours. */
  | { readonly status: 'openai' | 'gemini' }
  | { readonly status: 'asking' }
  | { readonly status: 'absent' }
  | { readonly status: 'other' }
  | { readonly status: 'known'; readonly health: ServerHealth };

/** Asks the server what it can do, and asks again whenever `occasion` changes. */
export function useServerHealth(address: string, occasion: unknown): ServerReport {
  const [report, setReport] = useState<ServerReport>({ status: 'asking' });
  useEffect(() => {
    const abort = new AbortController();
    void ask(address, abort.signal).then((answer) => {
      if (!abort.signal.aborted) setReport(answer);
    });
    return () => abort.abort();
  }, [address, occasion]);
  return report;
}

async function ask(address: string, signal: AbortSignal): Promise<ServerReport> {
  try {
    const response = await fetch(`${address.replace(/^ws/, 'http')}/health`, { signal });
    // A gateway's own answer, such as the proxy's 500 and 502, means that nobody stands behind it.
    if (response.status >= 500) return { status: 'absent' };
    const health = response.ok ? readHealth(await response.json()) : null;
    return health ? { status: 'known', health } : { status: 'other' };
  } catch {
    return { status: 'absent' };
  }
}

function readHealth(body: unknown): ServerHealth | null {
  if (!isRecord(body) || !isRecord(body['engines'])) return null;
  const { vocabulary } = body;
  if (vocabulary !== 'open' && vocabulary !== 'phrases' && vocabulary !== 'none') return null;
  const slots = isRecord(body['slots']) ? body['slots'] : {};
  return {
    recogniser: String(body['engines']['recogniser']),
    vocabulary,
    phrases: strings(body['phrases']).map((phrase) =>
      phrase.replace(/<(\w+)>/g, (place, name: string) => strings(slots[name])[0] ?? place),
    ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
