import { VoiceClient } from '@vivavoce/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { AudioPlayerErrorReason } from './errors.ts';
import { toVoiceError } from './errors.ts';
import { FftStore } from './fft-store.ts';
import { toWire } from './messages.ts';
import type { AudioOutputMessage } from './messages.ts';
import { PlayOnly } from './play-only.ts';
import { useLatest } from './useLatest.ts';
import { useOnRead } from './useOnRead.ts';

/** What `useSoundPlayer` takes. */
export interface SoundPlayerProps {
  /** Has no effect: the engine plays in its own worklet. */
  enableAudioWorklet: boolean;
  onError: (message: string, reason: AudioPlayerErrorReason) => void;
  /** A message begins to sound. */
  onPlayAudio: (id: string) => void;
  /** A message has ended, or was cut short. */
  onStopAudio: (id: string) => void;
}

/** What `useSoundPlayer` returns. */
export interface SoundPlayer {
  addToQueue: (message: AudioOutputMessage) => Promise<void>;
  fft: number[];
  fftStore: FftStore;
  /** @param sharedAudioContext has no effect */
  initPlayer: (speakerDeviceId?: string, sharedAudioContext?: AudioContext) => Promise<void>;
  isPlaying: boolean;
  isAudioMuted: boolean;
  muteAudio: () => void;
  unmuteAudio: () => void;
  stopAll: (maxAttempts?: number, delayMs?: number) => Promise<void>;
  clearQueue: () => void;
  volume: number;
  setVolume: (newLevel: number) => void;
  /** Messages that sound, or wait to. */
  queueLength: number;
}

/** The engine's player alone, for apps with a connection of their own. The call of a `VoiceProvider` needs none of it. */
export const useSoundPlayer = (props: SoundPlayerProps): SoundPlayer => {
  const latest = useLatest(props);
  const [player] = useState(() => new Player());
  useEffect(
    () =>
      player.follow({
        onError: (message, reason) => latest.current.onError(message, reason),
        onPlayAudio: (id) => latest.current.onPlayAudio(id),
        onStopAudio: (id) => latest.current.onStopAudio(id),
      }),
    [player, latest],
  );
  const state = useSyncExternalStore(player.subscribe, player.read, player.read);
  const [fft, takeFft] = useOnRead(player.fftStore);
  return useMemo(
    () => ({
      ...player.commands,
      ...state,
      fftStore: player.fftStore,
      get fft() {
        return takeFft() as number[];
      },
    }),
    // Another object with each frame, where somebody reads it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [player, state, takeFft, fft],
  );
};

type State = Pick<SoundPlayer, 'isPlaying' | 'isAudioMuted' | 'volume' | 'queueLength'>;

class Player {
  readonly #local = new PlayOnly();
  readonly #client = new VoiceClient({
    service: this.#local.service,
    thread: 'main',
    microphone: false,
  });
  readonly #queue = new Set<string>();
  #ready = false;
  #onError: SoundPlayerProps['onError'] = () => undefined;
  #state: State = { isPlaying: false, isAudioMuted: false, volume: 1, queueLength: 0 };
  readonly fftStore: FftStore = new FftStore((bands) =>
    this.#client.readSpectrum('assistant', bands),
  );

  readonly commands = {
    initPlayer: async (speakerDeviceId?: string): Promise<void> => {
      const { service } = this.#local;
      this.#client.setOptions({
        service,
        thread: 'main',
        microphone: false,
        speakerId: speakerDeviceId ?? null,
      });
      this.#ready = await this.#client.connect().then(
        () => true,
        () => false,
      );
    },
    addToQueue: ({ receivedAt: _, ...message }: AudioOutputMessage): Promise<void> => {
      if (!this.#ready) {
        this.#onError('Audio player has not been initialized', 'audio_player_not_initialized');
        return Promise.resolve();
      }
      this.#queue.add(message.id);
      this.#local.give(toWire(message));
      return Promise.resolve();
    },
    muteAudio: () => this.#client.setSpeakerMuted(true),
    unmuteAudio: () => this.#client.setSpeakerMuted(false),
    setVolume: (level: number) => this.#client.setVolume(Math.max(0, Math.min(1, level || 0))),
    clearQueue: () => this.#client.interrupt(),
    stopAll: async () => {
      this.#ready = false;
      await this.#client.disconnect();
      this.#client.setSpeakerMuted(false);
      this.#client.setVolume(1);
    },
  };

  follow({
    onError,
    onPlayAudio,
    onStopAudio,
  }: Omit<SoundPlayerProps, 'enableAudioWorklet'>): () => void {
    this.#onError = onError;
    const undos = [
      this.#client.on('playback-started', ({ messageId }) => onPlayAudio(messageId)),
      this.#client.on('playback-ended', ({ messageId }) => {
        this.#queue.delete(messageId);
        onStopAudio(messageId);
      }),
      this.#client.on('interrupted', () => this.#queue.clear()),
      this.#client.on('error', ({ error }) => {
        const { type, reason, message } = toVoiceError(error);
        onError(message, type === 'audio_error' ? reason : 'audio_player_initialization_failure');
      }),
    ];
    return () => {
      for (const undo of undos) undo();
      void this.commands.stopAll();
    };
  }

  subscribe = (listener: () => void): (() => void) => this.#client.subscribe(listener);

  read = (): State => {
    const { assistant, speakerMuted: isAudioMuted, volume } = this.#client.state;
    const isPlaying = assistant === 'speaking';
    const next = { isPlaying, isAudioMuted, volume, queueLength: this.#queue.size };
    const same = JSON.stringify(next) === JSON.stringify(this.#state);
    return same ? this.#state : (this.#state = next);
  };
}
