import { serveVoice } from '@vivavoce/core/worker';
import { openaiProtocol } from './openai-protocol.ts';

serveVoice(openaiProtocol);
