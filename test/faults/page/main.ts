import { VoiceClient, VoiceError } from '../../../packages/core/src/index.ts';
import type { VoiceClientOptions, VoiceEvent } from '../../../packages/core/src/index.ts';

/** A client in the hands of a test, and all it told. */
export interface Rigged {
  readonly events: (VoiceEvent & { readonly at: number })[];
  readonly client: VoiceClient;
  /** Another client, and nothing told yet. `delay`: ms before each attempt to reconnect, in place of the default. */
  make(options: VoiceClientOptions, delay?: number): void;
  /** How a connect ended: '' or the reason. */
  connect(): Promise<string>;
}

declare global {
  interface Window {
    rig: Rigged;
  }
}

let client = new VoiceClient();
let events: Rigged['events'] = [];

window.rig = {
  get client() {
    return client;
  },
  get events() {
    return events;
  },
  make(options, delay) {
    const told: Rigged['events'] = [];
    events = told;
    const reconnect = delay === undefined ? {} : { reconnect: { nextDelay: () => delay } };
    client = new VoiceClient({ ...options, ...reconnect });
    client.subscribe((batch) => {
      for (const event of batch) told.push({ ...event, at: Date.now() });
    });
  },
  connect: () =>
    client.connect().then(
      () => '',
      (error: unknown) => (error instanceof VoiceError ? error.reason : String(error)),
    ),
};
