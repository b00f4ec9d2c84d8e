import { voiceReact } from './voice-react.tsx';

/** Plays each piece by an AudioBufferSourceNode of its own. */
export const client = voiceReact(false);
