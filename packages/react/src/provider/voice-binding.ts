import type { SessionOptions, VoiceClient, VoiceCommands } from '@vivavoce/core';
import { createVoiceStore } from '../store/voice-store.ts';
import type { VoiceStore } from '../store/voice-store.ts';
import type { VoiceState } from '../store/voice-state.ts';
import { createAnnouncers } from './announcers.ts';
import type { Announcers } from './announcers.ts';
import { createVoiceWindows } from './voice-windows.ts';
import type { VoiceWindows } from './voice-windows.ts';

/** The client's commands as functions that may be handed on alone. */
type Commands = { readonly [Name in keyof VoiceCommands]: VoiceCommands[Name] };

/** State and commands: what {@link useVoice} returns. */
export type Voice = VoiceState & Commands;

type Tools = NonNullable<SessionOptions['tools']>;

/** A client, tied to a store of its own. */
export interface VoiceBinding {
  readonly client: VoiceClient;
  readonly store: VoiceStore;
  /** Made once, so that none causes a render. */
  readonly commands: Commands;
  /** The state with the commands beside it. The same state gives the same object. */
  readonly voiceOf: (state: VoiceState) => Voice;
  /** Tools of the app's own session settings, beside which those of `useTool` are announced. */
  readonly sessionTools: () => Tools;
  readonly keepSessionTools: (tools: SessionOptions['tools']) => void;
  readonly windows: VoiceWindows;
  readonly announcers: Announcers;
  /** What a `defaultValue` was applied to, by name. */
  readonly initial: Set<string>;
}

export function bindClient(client: VoiceClient): VoiceBinding {
  const commands = commandsOf(client);
  let sessionTools: Tools = [];
  let last: { readonly state: VoiceState; readonly voice: Voice } | null = null;
  return {
    client,
    commands,
    store: createVoiceStore(client),
    voiceOf: (state) => {
      if (last?.state !== state) last = { state, voice: { ...state, ...commands } };
      return last.voice;
    },
    sessionTools: () => sessionTools,
    keepSessionTools: (tools) => {
      sessionTools = tools ?? [];
    },
    announcers: createAnnouncers(),
    initial: new Set(),
    windows: createVoiceWindows(() => {
      if (client.state.audio === 'needs-gesture') void commands.resumeAudio();
    }),
  };
}

/** Every command, by name. */
const names: Readonly<Record<keyof VoiceCommands, true>> = {
  connect: true,
  prepare: true,
  disconnect: true,
  setMuted: true,
  toggleMuted: true,
  setMicrophone: true,
  setSpeaker: true,
  startTalking: true,
  stopTalking: true,
  resumeAudio: true,
  interrupt: true,
  sendText: true,
  sendRaw: true,
  say: true,
  pauseAssistant: true,
  resumeAssistant: true,
  updateSession: true,
  sendToolResponse: true,
  sendToolError: true,
  setSpeakerMuted: true,
  setVolume: true,
};

function commandsOf(client: VoiceClient): Commands {
  const methods = client as unknown as Record<string, (...given: unknown[]) => unknown>;
  const commands = Object.keys(names).map((name) => {
    const command = (...given: unknown[]): unknown => {
      const result = methods[name]?.(...given);
      // A failure is in the state too, so a handler that ignores the promise must not leave an unhandled rejection.
      if (result instanceof Promise) result.catch(() => undefined);
      return result;
    };
    return [name, command] as const;
  });
  return Object.fromEntries(commands) as unknown as Commands;
}
