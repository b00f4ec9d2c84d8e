import { timed } from '../base/observe.ts';
import type { Observe } from '../base/observe.ts';
import type { Engines } from './engines.ts';
import type { Responder } from '../replies/responder.ts';

/** The same engines, of which somebody is told how long each takes and how it ends. */
export function observedEngines(engines: Engines, observe: Observe): Engines {
  const { recogniser, synthesiser, prosody } = engines;
  return {
    ...engines,
    recogniser: {
      ...recogniser,
      open(options) {
        const recognition = recogniser.open(options);
        return {
          push: (samples) => {
            recognition.push(samples);
          },
          finish: () => timed(observe, 'recogniser', () => recognition.finish()),
          cancel: () => {
            recognition.cancel();
          },
        };
      },
      close: () => recogniser.close(),
    },
    synthesiser: {
      name: synthesiser.name,
      get voices() {
        return synthesiser.voices;
      },
      speak: (text, voice, signal, urgent, client) =>
        timed(
          observe,
          'synthesiser',
          () => synthesiser.speak(text, voice, signal, urgent, client),
          () => signal?.aborted === true,
        ),
      close: () => synthesiser.close(),
    },
    prosody: {
      ...prosody,
      score: (speech) => timed(observe, 'prosody', () => prosody.score(speech)),
    },
    responder: observedResponder(engines.responder, observe),
  };
}

/** The same for a responder, whose answer is there with its first piece. */
function observedResponder(responder: Responder, observe: Observe): Responder {
  return {
    name: responder.name,
    async *reply(request, signal) {
      const began = performance.now();
      let told = false;
      const tell = (failed: boolean | undefined) => {
        if (told) return;
        told = true;
        observe({ type: 'answered', of: 'responder', ms: performance.now() - began, failed });
      };
      observe({ type: 'asked', of: 'responder' });
      try {
        for await (const piece of responder.reply(request, signal)) {
          tell(false);
          yield piece;
        }
        tell(false);
      } catch (error) {
        tell(signal.aborted ? undefined : true);
        throw error;
      } finally {
        // Nobody reads on.
        tell(undefined);
      }
    },
  };
}
