import type { VoiceCommands } from '@vivavoce/react';

/** Every command, and whether it returns a promise. */
export const commands: Readonly<Record<keyof VoiceCommands, 'at once' | 'in time'>> = {
  connect: 'in time',
  prepare: 'in time',
  disconnect: 'in time',
  setMuted: 'at once',
  toggleMuted: 'at once',
  setMicrophone: 'in time',
  setSpeaker: 'in time',
  startTalking: 'at once',
  stopTalking: 'at once',
  resumeAudio: 'in time',
  interrupt: 'at once',
  sendText: 'at once',
  sendRaw: 'in time',
  say: 'at once',
  pauseAssistant: 'at once',
  resumeAssistant: 'at once',
  updateSession: 'at once',
  sendToolResponse: 'at once',
  sendToolError: 'at once',
  setSpeakerMuted: 'at once',
  setVolume: 'at once',
};
