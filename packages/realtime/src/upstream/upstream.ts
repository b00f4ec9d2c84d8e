import type { VoiceProtocol } from '@vivavoce/core/worker';

/** Where a connection to a realtime service goes. It holds credentials: it is never logged. */
export interface UpstreamAddress {
  readonly url: string;
  readonly protocols?: string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A realtime service as a server reaches it, with a key that never leaves that server. */
export interface RealtimeUpstream {
  /** What it is called where its name is shown: `openai gpt-realtime`. */
  readonly name: string;
  /** What speaks EVI on one side and its language on the other. */
  readonly protocol: VoiceProtocol;
  /** What each conversation begins with. `past`, what was said before, is added to it. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Hz of the sound that it takes: mono, 16-bit. */
  readonly sampleRate: number;
  /** Where it is; asked anew for each connection. */
  address(): UpstreamAddress | Promise<UpstreamAddress>;
}

/** What is said of every service. */
export interface UpstreamOptions {
  /** A key of the service; undefined where what speaks its language elsewhere asks for none. */
  readonly apiKey?: string | undefined;
  /** Scheme and host, as `ws://127.0.0.1:8000`; a path goes before the service's own. */
  readonly url?: string | undefined;
  /** What the model is, and how it is to behave. A Chat's prompt takes its place. */
  readonly instructions?: string | undefined;
  /** A voice of the service. A Chat's voice takes its place. */
  readonly voice?: string | undefined;
}

/** What a conversation begins with of the options of a service. */
export function configOf({ instructions, voice }: UpstreamOptions): object {
  return { ...(instructions && { instructions }), ...(voice && { voice }) };
}

/** As a WebSocket wants it, without a slash at its end. */
export function socketUrl(url: string): string {
  return url.replace(/^http/, 'ws').replace(/\/+$/, '');
}
