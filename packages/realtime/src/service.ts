import type { VoiceService } from '@vivavoce/core';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import type { Token } from './token/ask-token.ts';

/** What is said of every service. */
export interface ServiceOptions {
  /**
   * The address of a route that gives a secret for one connection, such as one of `createRealtimeToken`, or a function that asks for
   * it. Asked anew at each attempt to connect: never give a key that lasts to a page.
   */
  readonly token: Token;
  /** What the model is, and how it is to behave. The session's `system_prompt` takes its place. */
  readonly instructions?: string | undefined;
  /** A voice of the service. The session's `voice_id` takes its place. */
  readonly voice?: string | undefined;
  /** What the model is told to open the conversation with: `Greet the user.` Default: it waits for the user. */
  readonly greeting?: string | undefined;
}

/** Where a service's script and its protocol are; each is loaded when it is needed. */
interface Parts {
  readonly source: () => Promise<{ readonly default: string }>;
  readonly protocol: () => Promise<VoiceProtocol>;
}

/** The protocol travels inside this package, and is put before core's own voice thread; and the same session without a Worker. */
export function partsOf({ source, protocol }: Parts): Pick<VoiceService, 'worker' | 'inline'> {
  // In a browser it is fetched before anybody clicks. What fails now is tried again.
  const ahead = typeof Worker === 'undefined' ? null : source().catch(() => undefined);
  return {
    worker: async (name, voiceThread) => {
      await ahead;
      const { default: text } = await source();
      const script = new Blob([text, '\n', voiceThread], { type: 'text/javascript' });
      const url = URL.createObjectURL(script);
      const worker = new Worker(url, { name });
      // It is fetched by now, or will be: browsers look an address up when the Worker is made.
      URL.revokeObjectURL(url);
      return worker;
    },
    inline: async (tell) => {
      const { startSession } = await import('@vivavoce/core/worker');
      return startSession(await protocol(), tell);
    },
  };
}
