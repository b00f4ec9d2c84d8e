import { voiceReact } from './voice-react.tsx';

/** Plays by its AudioWorklet, which is the package's default. */
export const client = voiceReact(true);
