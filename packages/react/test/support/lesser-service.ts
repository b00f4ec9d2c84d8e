import type { VoiceFeature, VoiceService } from '@vivavoce/core';
import { startSession } from '@vivavoce/core/worker';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import { scriptedEvi } from '@vivavoce/testing';

/** EVI, behind the seam for other services. */
const protocol: VoiceProtocol = {
  start: ({ dial }) => ({ dial, begin: () => undefined, observe: () => undefined }),
};

/** The scripted server as a service that has less than EVI. */
export function lesserService(...unsupported: readonly VoiceFeature[]): VoiceService {
  return {
    sampleRate: 16_000,
    unsupported,
    address: () => ({ url: `${scriptedEvi().url.replace(/^http/, 'ws')}/v0/evi/chat` }),
    worker: () => Promise.reject(new TypeError('There is none.')),
    inline: (tell) => startSession(protocol, tell),
  };
}
