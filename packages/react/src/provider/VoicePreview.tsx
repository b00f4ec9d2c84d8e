import { VoiceClient } from '@vivavoce/core';
import type { VoiceCommands } from '@vivavoce/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { createFixedStore } from '../store/voice-store.ts';
import { emptyTranscript } from '../store/transcript-state.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { initialVoiceState } from '../store/voice-state.ts';
import type { VoiceState } from '../store/voice-state.ts';
import type { VoiceLabels } from './labels/voice-labels.ts';
import { useLayout } from './layout-effect.ts';
import { bindClient } from './voice-binding.ts';
import type { VoiceBinding } from './voice-binding.ts';
import { LabelsContext, VoiceContext } from './voice-context.ts';

/** A state, or parts of one. */
export type PreviewState = Partial<Omit<VoiceState, 'status'>>;

/** What a preview shows. */
export interface VoicePreviewProps {
  /** What the components below show, where it differs from the state before a call. `connection` says `status` as well. */
  readonly state?: PreviewState | undefined;
  /** What was said: short for the `entries` of the transcript. Default: nothing. */
  readonly entries?: readonly TranscriptEntry[] | undefined;
  /** Called in place of the client's. Default: commands do nothing. */
  readonly commands?: Partial<VoiceCommands> | undefined;
  /** All texts. Default: English. */
  readonly labels?: VoiceLabels | undefined;
  readonly children: ReactNode;
}

/**
 * Shows components in a state that the app says: without a server, a microphone, or a call. Views that take all they show as props are made
 * of it, and so are stories and pictures.
 *
 * @example
 * ```tsx
 * <VoicePreview state={{ connection: { status: 'connecting' } }}>
 *   <ControlBar />
 * </VoicePreview>
 * ```
 */
export function VoicePreview({
  state = {},
  entries,
  commands = {},
  labels,
  children,
}: VoicePreviewProps): ReactNode {
  const shown = entries ? { transcript: { ...emptyTranscript, entries }, ...state } : state;
  const [{ binding, show }] = useState(() => preview(shown, commands));
  useLayout(() => show(shown, commands));
  return (
    <VoiceContext.Provider value={binding}>
      <LabelsContext.Provider value={labels ?? null}>{children}</LabelsContext.Provider>
    </VoiceContext.Provider>
  );
}

type Show = (state: PreviewState, commands: Partial<VoiceCommands>) => void;

function preview(
  state: PreviewState,
  commands: Partial<VoiceCommands>,
): { readonly binding: VoiceBinding; readonly show: Show } {
  // It is never connected: it is what components listen to.
  const client = new VoiceClient();
  const before = initialVoiceState(client.state);
  const whole = (state: PreviewState): VoiceState => {
    const { connection = before.connection } = state;
    return { ...before, ...state, connection, status: connection.status };
  };
  const store = createFixedStore(whole(state));
  let given: Readonly<Record<string, unknown>> = { ...commands };
  const binding = bindClient(client);
  for (const name of Object.keys(binding.commands)) {
    // Buttons call these by name.
    const value = (...values: unknown[]): unknown =>
      (given[name] as Command | undefined)?.(...values);
    Object.defineProperty(client, name, { value });
  }
  return {
    binding: { ...binding, store },
    show: (state, commands) => {
      given = { ...commands };
      store.show(whole(state));
    },
  };
}

type Command = (...given: unknown[]) => unknown;
