import { createServer } from '../../src/index.ts';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import {
  constantProsody,
  quickEars,
  sayingResponder,
  scriptedRecogniser,
  toneSynthesiser,
} from './engines.ts';

/** A server whose engines cost nothing, for tests that are about anything else. */
export function quickServer(options: ServerOptions = {}): Promise<RunningServer> {
  return createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: sayingResponder('Yes.'),
    ...options,
  }).listen();
}
