import type { SessionOptions, VoiceClient, VoiceCommands } from '@vivavoce/core';
import { createVoiceStore } from '../store/voice-store.ts';
import type { VoiceStore } from '../store/voice-store.ts';
import type { VoiceState } from '../store/voice-state.ts';

/** The client's commands as functions that may be handed on alone. */
type Commands = { readonly [Name in keyof VoiceCommands]: VoiceCommands[Name] };

/** State and commands in one: what {@link useVoice} gives. */
export type Voice = VoiceState & Commands;

type Tools = NonNullable<SessionOptions['tools']>;

/** A client, tied to a store of its own. */
export interface VoiceBinding {
  readonly client: VoiceClient;
  readonly store: VoiceStore;
  /** The state with the commands beside it. The same state gives the same object. */
  readonly voiceOf: (state: VoiceState) => Voice;
  /** Tools of the app's own session settings, beside which those of `useTool` are announced. */
  readonly sessionTools: () => Tools;
  readonly keepSessionTools: (tools: SessionOptions['tools']) => void;
}

export function bindClient(client: VoiceClient): VoiceBinding {
  const commands = commandsOf(client);
  let sessionTools: Tools = [];
  let last: { readonly state: VoiceState; readonly voice: Voice } | null = null;
  return {
    client,
    store: createVoiceStore(client),
    voiceOf: (state) => {
      if (last?.state !== state) last = { state, voice: { ...state, ...commands } };
      return last.voice;
    },
    sessionTools: () => sessionTools,
    keepSessionTools: (tools) => {
      sessionTools = tools ?? [];
    },
  };
}

/** Made once for each client, so a command never causes a render. */
function commandsOf(client: VoiceClient): Commands {
  return {
    connect: () => handled(client.connect()),
    disconnect: () => client.disconnect(),
    setMuted: (muted) => client.setMuted(muted),
    setMicrophone: (deviceId) => handled(client.setMicrophone(deviceId)),
    setSpeaker: (deviceId) => handled(client.setSpeaker(deviceId)),
    hold: () => client.hold(),
    letGo: () => client.letGo(),
    resumeAudio: () => handled(client.resumeAudio()),
    interrupt: () => client.interrupt(),
    sendText: (text) => client.sendText(text),
    say: (text) => client.say(text),
    pauseAssistant: () => client.pauseAssistant(),
    resumeAssistant: () => client.resumeAssistant(),
    updateSession: (settings) => client.updateSession(settings),
    sendToolResponse: (toolCallId, content) => client.sendToolResponse(toolCallId, content),
    sendToolError: (toolCallId, error, content) => client.sendToolError(toolCallId, error, content),
    setSpeakerMuted: (muted) => client.setSpeakerMuted(muted),
    setVolume: (volume) => client.setVolume(volume),
  };
}

/** A failure is in the state too, so a handler that ignores the promise must not leave an unhandled rejection. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
