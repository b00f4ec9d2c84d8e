import { serveVoice } from '@vivavoce/core/worker';
import { geminiProtocol } from './gemini-protocol.ts';

serveVoice(geminiProtocol);
