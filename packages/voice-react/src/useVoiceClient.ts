import { useEffect, useMemo, useState } from 'react';
import { ChatLine } from './chat-line.ts';
import type {
  AudioOutputMessage,
  CloseEvent,
  JSONMessage,
  SessionSettings,
  SubscribeEvent,
  ToolErrorMessage,
  ToolResponseMessage,
} from './messages.ts';
import { VoiceReadyState } from './models.ts';
import type { SocketConfig } from './options.ts';
import { answerTool } from './tool-calls.ts';
import type { ToolCallHandler } from './tool-calls.ts';
import { useLatest } from './useLatest.ts';

/** What `useVoiceClient` tells. */
export interface VoiceClientProps {
  onAudioMessage?: ((message: AudioOutputMessage) => void) | undefined;
  onMessage?: ((message: JSONMessage) => void) | undefined;
  onSessionSettings?: ((sessionSettings: SessionSettings) => void) | undefined;
  onToolCall?: ToolCallHandler | undefined;
  onToolCallError?: ((message: string, error?: Error) => void) | undefined;
  onClientError?: ((message: string, error?: Error) => void) | undefined;
  onOpen?: (() => void) | undefined;
  onClose?: ((event: CloseEvent) => void) | undefined;
}

/** What `useVoiceClient` returns. */
export interface VoiceClientView {
  readyState: VoiceReadyState;
  connect: (config: SocketConfig, sessionSettings?: SessionSettings) => Promise<VoiceReadyState>;
  disconnect: () => void;
  sendSessionSettings: (sessionSettings: SessionSettings) => void;
  sendAudio: (arrayBuffer: ArrayBufferLike) => void;
  sendUserInput: (text: string) => void;
  sendAssistantInput: (text: string) => void;
  sendToolMessage: (toolMessage: ToolResponseMessage | ToolErrorMessage) => void;
  sendPauseAssistantMessage: () => void;
  sendResumeAssistantMessage: () => void;
}

/** A bare connection, without microphone, sound or reconnecting. It hangs up with its component. */
export const useVoiceClient = (props: VoiceClientProps): VoiceClientView => {
  const latest = useLatest(props);
  const [readyState, setReadyState] = useState(VoiceReadyState.IDLE);
  const [line] = useState(() => {
    const receive = (message: SubscribeEvent): void => {
      const { current: told } = latest;
      const received = { ...message, receivedAt: new Date() };
      if (received.type === 'audio_output') return told.onAudioMessage?.(received);
      if (message.type === 'session_settings') return told.onSessionSettings?.(message);
      if (received.type === 'chat_metadata') told.onOpen?.();
      told.onMessage?.(received);
      if (received.type !== 'tool_call') return;
      void answerTool(received, told.onToolCall, (why, error) =>
        told.onToolCallError?.(why, error),
      ).then((answer) => answer && made.send(answer));
    };
    const made: ChatLine = new ChatLine({
      onState: setReadyState,
      onMessage: receive,
      onError: (error) => latest.current.onClientError?.(error.message, error),
      onClose: (event) => latest.current.onClose?.(event),
    });
    return made;
  });
  useEffect(() => () => line.close(), [line]);
  const commands = useMemo(
    () => ({
      connect: line.connect.bind(line),
      disconnect: () => line.close(),
      sendAudio: line.sendAudio.bind(line),
      sendSessionSettings: (settings: SessionSettings) => {
        line.send({ ...settings, type: 'session_settings' });
        latest.current.onSessionSettings?.(settings);
      },
      sendUserInput: (text: string) => line.send({ type: 'user_input', text }),
      sendAssistantInput: (text: string) => line.send({ type: 'assistant_input', text }),
      sendToolMessage: (message: ToolResponseMessage | ToolErrorMessage) => line.send(message),
      sendPauseAssistantMessage: () => line.send({ type: 'pause_assistant_message' }),
      sendResumeAssistantMessage: () => line.send({ type: 'resume_assistant_message' }),
    }),
    [line, latest],
  );
  return { readyState, ...commands };
};
