import { VoiceError } from '@vivavoce/core';
import type { MicrophoneOption } from '@vivavoce/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { tellNamesKnown } from './microphone-opened.ts';
import type { MicrophoneProbe } from './microphone-probe.ts';
import { SpeechGate } from './speech-gate.ts';
import { useLatest } from './useLatest.ts';
import { useVoice } from './useVoice.ts';

/** ms between readings of the level. */
const interval = 40;

/** Options of {@link useMicrophoneCheck}. */
export interface MicrophoneCheckOptions {
  /** What is opened, as the provider's option of that name. Default: the selected microphone. */
  readonly microphone?: MicrophoneOption | undefined;
  /** After how many seconds a recording ends by itself. Default: 5. */
  readonly seconds?: number | undefined;
  /** Called with the level, 0 to 1, 25 times a second while the microphone is open. Write to the DOM here, not to state. */
  readonly onLevel?: ((level: number) => void) | undefined;
}

/** A microphone that is tried before a call. */
export interface MicrophoneCheck {
  /** `off`; `asking` until it is open; `listening`; `recording`; `playing` what was recorded; `failed`. */
  readonly state: 'off' | 'asking' | 'listening' | 'recording' | 'playing' | 'failed';
  /** Why it failed; null otherwise. */
  readonly error: VoiceError | null;
  /** Name of the open microphone; null while none is open. */
  readonly label: string | null;
  /** Whether somebody was heard since it was opened. */
  readonly heard: boolean;
  /** Whether there is a recording to play. */
  readonly recorded: boolean;
  /** Opens the microphone. Call it in a click. */
  readonly start: () => Promise<void>;
  /** Records, in place of what was recorded before; opens the microphone where it isn't yet. */
  readonly record: () => Promise<void>;
  /** Ends the recording under way, or plays the last one from its beginning. */
  readonly play: () => Promise<void>;
  /** Closes the microphone and forgets the recording. */
  readonly stop: () => void;
}

interface Seen {
  readonly state: MicrophoneCheck['state'];
  readonly error: VoiceError | null;
  readonly label: string | null;
  readonly heard: boolean;
  readonly sound: Blob | null;
}

const openProbe: typeof MicrophoneProbe.open = async (context, ...wanted) => {
  const { MicrophoneProbe } = await import('./microphone-probe.ts').catch((cause: unknown) => {
    void context.close();
    const message = 'A script can’t be loaded. Was the page deployed anew? Reload it.';
    throw new VoiceError('connection-lost', message, cause);
  });
  return MicrophoneProbe.open(context, ...wanted);
};

const nothing: Seen = { state: 'off', error: null, label: null, heard: false, sound: null };

/**
 * Tries the selected microphone before a call: how loud it is, whether anybody is heard, and a recording to listen to through the
 * selected speaker. Nothing leaves the page. The microphone is closed when a call begins and when the component unmounts;
 * where another is selected meanwhile, that one is opened.
 *
 * @example
 * ```tsx
 * const { state, heard, recorded, start, record, play } = useMicrophoneCheck();
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useMicrophoneCheck({
  microphone = true,
  seconds = 5,
  onLevel,
}: MicrophoneCheckOptions = {}): MicrophoneCheck {
  const { microphoneId, speakerId } = useVoice(({ devices }) => devices);
  const inCall = useVoice(({ status }) => !['idle', 'closed', 'failed'].includes(status));
  const latest = useLatest({ microphone, seconds, onLevel, microphoneId, speakerId });
  const probe = useRef<MicrophoneProbe | null>(null);
  /** One is open, or is to be. */
  const wanted = useRef(false);
  /** Of the last attempt to open one: what an earlier one has opened meanwhile is closed at once. */
  const attempt = useRef(0);
  /** Of the last recording or playing: what ends later than the next one began changes nothing any more. */
  const round = useRef(0);
  const [seen, setSeen] = useState(nothing);
  const { state, sound } = seen;
  const open = state === 'listening' || state === 'recording' || state === 'playing';

  const close = useCallback(
    (last: Seen) => {
      attempt.current += 1;
      round.current += 1;
      wanted.current = last.state === 'asking';
      if (probe.current) latest.current.onLevel?.(0);
      probe.current?.close();
      probe.current = null;
      setSeen(last);
    },
    [latest],
  );

  const fail = useCallback(
    (error: unknown) => close({ ...nothing, state: 'failed', error: error as VoiceError }),
    [close],
  );

  const start = useCallback(async () => {
    close({ ...nothing, state: 'asking' });
    const own = attempt.current;
    const lost = (): void =>
      fail(new VoiceError('microphone-lost', 'The microphone was disconnected.'));
    try {
      const { microphone: option, microphoneId: id } = latest.current;
      // Before anything is awaited: a click lasts no longer.
      const context = new AudioContext();
      const opened = await openProbe(context, option, id, lost);
      if (own !== attempt.current) {
        opened.close();
        return;
      }
      probe.current = opened;
      setSeen({ ...nothing, state: 'listening', label: opened.label });
      tellNamesKnown();
    } catch (error) {
      if (own === attempt.current) fail(error);
    }
  }, [close, fail, latest]);

  const record = useCallback(async () => {
    if (!probe.current) await start();
    const { current } = probe;
    if (!current) return;
    const own = (round.current += 1);
    current.stopPlaying();
    current.stopRecording();
    setSeen((before) => ({ ...before, state: 'recording', sound: null }));
    const timer = setTimeout(() => current.stopRecording(), latest.current.seconds * 1000);
    try {
      const recording = await current.record();
      if (own === round.current)
        setSeen((before) => ({ ...before, state: 'listening', sound: recording }));
    } catch (error) {
      if (own === round.current) fail(error);
    }
    clearTimeout(timer);
  }, [start, fail, latest]);

  const play = useCallback(async () => {
    const { current } = probe;
    if (!current) return;
    current.stopRecording();
    if (!sound) return;
    const own = (round.current += 1);
    setSeen((before) => ({ ...before, state: 'playing' }));
    try {
      await current.play(sound, latest.current.speakerId);
      if (own === round.current) setSeen((before) => ({ ...before, state: 'listening' }));
    } catch (error) {
      if (own === round.current) fail(error);
    }
  }, [sound, fail, latest]);

  const stop = useCallback(() => close(nothing), [close]);

  useEffect(() => {
    if (!open) return undefined;
    const gate = new SpeechGate();
    const timer = setInterval(() => {
      const level = probe.current?.level ?? 0;
      latest.current.onLevel?.(level);
      if (gate.hear(level, performance.now()))
        setSeen((before) => (before.heard ? before : { ...before, heard: true }));
    }, interval);
    return () => clearInterval(timer);
  }, [open, latest]);

  // A call has the device to itself; another one that is selected is the one to be tried.
  const opened = useRef(microphoneId);
  useEffect(() => {
    const changed = opened.current !== microphoneId;
    opened.current = microphoneId;
    if (!wanted.current) return;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what the device's owner does, not what was rendered, is behind it
    if (inCall) stop();
    else if (changed) void start();
  }, [inCall, microphoneId, start, stop]);

  useEffect(
    () => () => {
      attempt.current += 1;
      probe.current?.close();
      probe.current = null;
    },
    [],
  );

  const { error, label, heard } = seen;
  return { state, error, label, heard, recorded: sound !== null, start, record, play, stop };
}
