import { makeSession } from './make-session.ts';
import { runInWorker } from './run-in-worker.ts';
import type { ForeignVoice } from './serve-voice.ts';

// The voice thread: of EVI, or of the service whose script stands before it in the same Worker.
const { startVoice } = globalThis as { readonly startVoice?: ForeignVoice };
runInWorker((tell) => startVoice?.(tell, makeSession) ?? makeSession({ tell }));
