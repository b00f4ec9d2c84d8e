import { VoiceProvider, useVoice } from '@humeai/voice-react';
import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import { Watched } from '../commits.tsx';
import type { App } from './app.ts';

/** The official package. It has no components, so the transcript is the one that its users write: a list on its hook. */
export const app: App = ({ url, onConnected }) => (
  <Watched part="app">
    {/* Its worklet would be loaded from its vendor's network. */}
    <VoiceProvider enableAudioWorklet={false} messageHistoryLimit={10_000}>
      <Watched part="status">
        <Status url={url} onConnected={onConnected} />
      </Watched>
      <Watched part="transcript">
        <Messages />
      </Watched>
    </VoiceProvider>
  </Watched>
);

function Status({ url, onConnected }: { url: string; onConnected: () => void }) {
  const { connect, status } = useVoice();
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void connect({ auth: { type: 'apiKey', value: 'none' }, hostname: url });
  }, [connect, url]);
  useEffect(() => {
    if (status.value === 'connected') onConnected();
  }, [status.value, onConnected]);
  return <p>{status.value}</p>;
}

/** As lean as such a list can be written: no work for what is no transcript, each entry rendered once. */
function Messages() {
  const { messages } = useVoice();
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages]);
  return (
    <div role="log" ref={list}>
      {messages.map((message, index) =>
        message.type === 'user_message' || message.type === 'assistant_message' ? (
          <Entry key={index} role={message.message.role} text={message.message.content ?? ''} />
        ) : null,
      )}
    </div>
  );
}

const Entry = memo(function Entry({ role, text }: { role: string; text: string }) {
  return (
    <div className="entry">
      <p>{role}</p>
      <p>{text}</p>
    </div>
  );
});
