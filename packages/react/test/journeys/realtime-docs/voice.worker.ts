// src/voice.worker.ts
import { serveVoice } from '@vivavoce/core/worker';
import { protocol } from './own-protocol';

serveVoice(protocol);
