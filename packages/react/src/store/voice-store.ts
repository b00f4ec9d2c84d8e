import type { Undo, VoiceClient, VoiceEvent } from '@vivavoce/core';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { finalizeInterim } from './reduce-transcript.ts';
import { gather } from './gather.ts';
import { reduceVoice } from './reduce-voice.ts';
import { sameSelection } from './same-selection.ts';
import { initialVoiceState } from './voice-state.ts';
import type { VoiceState } from './voice-state.ts';

/** What a store needs of a client. */
export type StateSource = Pick<VoiceClient, 'state' | 'subscribe'>;

/** State to look at and to be told of. It changes by what the client tells, and by nothing else. */
export interface VoiceStore {
  getState(): VoiceState;
  getInitialState(): VoiceState;
  subscribe(listener: (state: VoiceState, before: VoiceState) => void): Undo;
  /** Follows the client until undone: all that happened in one task is one change, and all that came while the page was busy with it. */
  follow(historyLimit: number): Undo;
}

/** ms on a line that has come back in which a server has said what it understood of the speech that was sent again. */
const patience = 10_000;

export function createVoiceStore(client: StateSource): VoiceStore {
  const store = createStore<VoiceState>(() => initialVoiceState(client.state));
  return {
    ...store,
    follow: (historyLimit) => {
      let latest = client.state;
      const { microphone, audio, connection } = latest;
      // What changed while nobody followed, as if it happened now; the connection last, since it ends what came before.
      const missed: readonly VoiceEvent[] = [
        { type: 'microphone', microphone },
        { type: 'audio', audio },
        { type: 'connection', connection },
      ];
      store.setState(reduceVoice(store.getState(), missed, latest, historyLimit), true);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const giveUp = (): void =>
        store.setState(({ transcript }) => ({ transcript: finalizeInterim(transcript) }));
      const { take, end } = gather<VoiceEvent>((events) => {
        const before = store.getState();
        store.setState(reduceVoice(before, events, latest, historyLimit), true);
        const state = store.getState();
        const { transcript, status } = state;
        if (status !== before.status || !transcript.speechPending) {
          clearTimeout(timer);
          timer = undefined;
          if (status === 'connected' && transcript.speechPending)
            timer = setTimeout(giveUp, patience);
        }
        return state !== before;
      });
      const undo = client.subscribe((events, state) => {
        latest = state;
        take(events);
      });
      return () => {
        undo();
        end();
        clearTimeout(timer);
      };
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
