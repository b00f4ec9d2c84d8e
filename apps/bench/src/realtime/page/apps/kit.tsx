import { VoiceProvider, useVoice } from '@vivavoce/react';
import type { VoiceProviderProps } from '@vivavoce/react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Watched } from '../../../react/page/commits.tsx';

/** This kit: its provider, a button, and a component that reads the status. */
export function Kit({
  onShown,
  ...options
}: VoiceProviderProps & { readonly onShown: () => void }): ReactNode {
  return (
    <Watched part="app">
      <VoiceProvider {...options}>
        <Connect onShown={onShown} />
        <Watched part="status">
          <Status />
        </Watched>
      </VoiceProvider>
    </Watched>
  );
}

function Connect({ onShown }: { readonly onShown: () => void }): ReactNode {
  const connect = useVoice((voice) => voice.connect);
  useEffect(onShown, [onShown]);
  return <button onClick={() => void connect()}>Connect</button>;
}

function Status(): ReactNode {
  return <p>{useVoice((voice) => voice.status)}</p>;
}
