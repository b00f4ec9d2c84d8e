import { useEffect, useState } from 'react';
import { SpeechGate } from './speech-gate.ts';
import { useVoice } from './useVoice.ts';
import { useVoiceBinding } from './useVoiceBinding.ts';

/** ms between readings. */
const interval = 100;

/**
 * Whether the user speaks while they are muted and nothing of it is sent: for a hint that says so. By the level alone, so a loud
 * room counts as well. False where a mute releases the microphone (`muteMode: 'release'`), outside of a call, and in a hidden page. With
 * push-to-talk it is about the time in which the button is not held.
 *
 * @example
 * ```tsx
 * const unheard = useSpeakingWhileMuted();
 * return <p role="status">{unheard && 'You are muted.'}</p>;
 * ```
 * @throws VoiceError `usage` outside a provider
 */
export function useSpeakingWhileMuted(): boolean {
  const { client } = useVoiceBinding();
  const muted = useVoice(
    ({ status, muted, microphone }) => status === 'connected' && muted && microphone === 'live',
  );
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    if (!muted) return undefined;
    const gate = new SpeechGate();
    const timer = setInterval(() => {
      if (!document.hidden)
        setSpeaking(gate.hear(client.readLevel('user', true), performance.now()));
    }, interval);
    return () => {
      clearInterval(timer);
      setSpeaking(false);
    };
  }, [client, muted]);
  return muted && speaking;
}
