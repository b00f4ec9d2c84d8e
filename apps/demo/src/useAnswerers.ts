import type { VoiceProviderProps } from '@vivavoce/react';
import { useEffect, useState } from 'react';
import { useRemembered } from './useRemembered.ts';

type VoiceService = NonNullable<VoiceProviderProps['service']>;

const answerers = ['local', 'openai', 'gemini'] as const;

/** Who can answer: the local server, or a service that this page's back end has a key for. */
export type Answerer = (typeof answerers)[number];

/** Who answers, and who else could. */
export interface Answerers {
  readonly answerer: Answerer;
  /** Undefined for the local server. */
  readonly service: VoiceService | undefined;
  /** The local server alone where there is no key. */
  readonly choices: readonly Answerer[];
  choose(this: void, answerer: Answerer): void;
}

/** Asks the page's back end once which services it has keys for. The choice is kept in this browser. */
export function useAnswerers(): Answerers {
  const [services, setServices] = useState<Partial<Record<Answerer, VoiceService>>>({});
  const [chosen, choose] = useRemembered('answerer', answerers, 'local');
  useEffect(() => {
    let gone = false;
    void offered().then((found) => {
      if (!gone) setServices(found);
    });
    return () => {
      gone = true;
    };
  }, []);
  const service = services[chosen];
  return {
    answerer: service ? chosen : 'local',
    service,
    choices: ['local', ...(['openai', 'gemini'] as const).filter((name) => services[name])],
    choose,
  };
}

const instructions =
  'You are the voice of a demo page. Answer in the language that you are spoken to, in one or two short sentences.';

async function offered(): Promise<Partial<Record<Answerer, VoiceService>>> {
  try {
    const response = await fetch('/api/realtime');
    // A page without a back end is answered with itself.
    const found = (await response.json()) as Readonly<Record<string, { readonly url?: string }>>;
    if (!response.ok || Object.keys(found).length === 0) return {};
    const realtime = await import('@vivavoce/realtime');
    return Object.fromEntries(
      (['openai', 'gemini'] as const)
        .filter((name) => found[name])
        .map((name) => [
          name,
          realtime[name]({
            token: `/api/realtime/${name}`,
            url: found[name]?.url?.replace(/^http/, 'ws'),
            instructions,
          }),
        ]),
    );
  } catch {
    return {};
  }
}
