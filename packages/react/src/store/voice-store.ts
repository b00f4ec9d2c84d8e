import type { ClientState, Undo, VoiceClient, VoiceEvent } from '@vivavoce/core';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { finalizeInterim } from './reduce-transcript.ts';
import { reduceVoice } from './reduce-voice.ts';
import { sameSelection } from './same-selection.ts';
import { closeDraft, openDraft } from './transcript-draft.ts';
import { initialVoiceState } from './voice-state.ts';
import type { VoiceState } from './voice-state.ts';

/** What a store needs of a client. */
export type StateSource = Pick<VoiceClient, 'state' | 'subscribe'>;

/** State that can be read and subscribed to. It changes by the client's events, and by nothing else. */
export interface VoiceStore {
  getState(): VoiceState;
  getInitialState(): VoiceState;
  subscribe(listener: (state: VoiceState, before: VoiceState) => void): Undo;
  /** Follows the client until undone: each of its batches is one change. */
  follow(historyLimit: number): Undo;
}

/** ms after a reconnect in which a server has transcribed the speech that was sent again. */
const resentSpeechTimeout = 10_000;

export function createVoiceStore(client: StateSource): VoiceStore {
  const store = createStore<VoiceState>(() => initialVoiceState(client.state));
  return {
    ...store,
    follow: (historyLimit) => {
      const { microphone, audio, connection } = client.state;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const giveUp = (): void =>
        store.setState(({ transcript }) => ({
          transcript: closeDraft(finalizeInterim(openDraft(transcript)), transcript),
        }));
      const take = (events: readonly VoiceEvent[], state: ClientState): void => {
        const { status: before } = store.getState();
        store.setState(reduceVoice(store.getState(), events, state, historyLimit), true);
        const { transcript, status } = store.getState();
        if (status !== before || !transcript.speechPending) {
          clearTimeout(timer);
          timer = undefined;
          if (status === 'connected' && transcript.speechPending)
            timer = setTimeout(giveUp, resentSpeechTimeout);
        }
      };
      // What changed while nobody followed, as if it happened now; the connection last, since it ends what came before.
      const missed: readonly VoiceEvent[] = [
        { type: 'microphone', microphone },
        { type: 'audio', audio },
        { type: 'connection', connection },
      ];
      store.setState(reduceVoice(store.getState(), missed, client.state, historyLimit), true);
      const undo = client.subscribe(take);
      return () => {
        undo();
        clearTimeout(timer);
      };
    },
  };
}

/** A store that shows what it is told, whatever a client does. */
export interface FixedStore extends VoiceStore {
  show(state: VoiceState): void;
}

/** @param state what it shows first */
export function createFixedStore(state: VoiceState): FixedStore {
  const store = createStore<VoiceState>(() => state);
  return {
    ...store,
    follow: () => () => undefined,
    show: (state) => {
      if (!sameSelection(store.getState(), state)) store.setState(state, true);
    },
  };
}

/** Re-renders when what `selector` picks has changed: by identity, or part by part for an object or array made on the spot. */
export function useVoiceStore<T>(store: VoiceStore, selector: (state: VoiceState) => T): T {
  const last = useRef<{ readonly picked: T } | null>(null);
  return useStore(store, (state) => {
    const picked = selector(state);
    if (last.current && sameSelection(last.current.picked, picked)) return last.current.picked;
    last.current = { picked };
    return picked;
  });
}
