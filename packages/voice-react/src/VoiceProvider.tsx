import { createContext, useContext, useEffect, useInsertionEffect, useRef, useState } from 'react';
import type { FC } from 'react';
import { Conversation } from './conversation.ts';
import type { VoiceProviderProps } from './voice-context.ts';

const ConversationContext = createContext<Conversation | null>(null);

/** One call for all hooks below it. When it leaves the page, it hangs up. */
export const VoiceProvider: FC<VoiceProviderProps> = ({
  children,
  engine,
  clearMessagesOnDisconnect = true,
  messageHistoryLimit = 100,
  enableAudioWorklet: _,
  ...callbacks
}) => {
  const [conversation] = useState(() => new Conversation());
  // Before any effect of a child that connects.
  useInsertionEffect(() => {
    conversation.keep({ ...callbacks, engine, clearMessagesOnDisconnect, messageHistoryLimit });
  });
  useInsertionEffect(() => conversation.follow(), [conversation]);

  const mounted = useRef(false);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      // StrictMode and hot reloading unmount and mount again within one task: no reason to hang up.
      void Promise.resolve().then(() => {
        if (!mounted.current) void conversation.client.disconnect();
      });
    };
  }, [conversation]);

  return (
    <ConversationContext.Provider value={conversation}>{children}</ConversationContext.Provider>
  );
};

/** The call of the provider above. */
export function useConversation(hook: string): Conversation {
  const conversation = useContext(ConversationContext);
  if (!conversation) throw new Error(`${hook} must be used within a VoiceProvider`);
  return conversation;
}
