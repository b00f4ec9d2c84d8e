import { bringVoice } from '@vivavoce/core/worker';
import { openaiProtocol } from './openai-protocol.ts';

bringVoice(openaiProtocol);
