import { bringVoice } from '@vivavoce/core/worker';
import { geminiProtocol } from './gemini-protocol.ts';

bringVoice(geminiProtocol);
