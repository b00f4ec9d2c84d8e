import type { Connection, ReadableMessage, Undo, VoiceClient, VoiceError } from '@vivavoce/core';

type ConnectionIn<Status extends Connection['status']> = Extract<Connection, { status: Status }>;

/** Callbacks of a provider. Those of the last render are called, so none needs `useCallback`; what one throws is reported and harms nothing. */
export interface VoiceCallbacks {
  /** Called once for each conversation, when it is connected, with its `chatId` and `chatGroupId`; not after a reconnect. */
  readonly onConnect?: ((connection: ConnectionIn<'connected'>) => void) | undefined;
  /** Called when a conversation has ended: `closed` with a `reason`, or `failed` with an `error`, which it may also before it is connected. */
  readonly onDisconnect?: ((connection: ConnectionIn<'closed' | 'failed'>) => void) | undefined;
  /** Called with each message of the server, as it came over the wire. */
  readonly onMessage?: ((message: ReadableMessage) => void) | undefined;
  /** Called with each error, also those that end nothing. */
  readonly onError?: ((error: VoiceError) => void) | undefined;
  /**
   * Called with each tool call, also one that `useTool` answers. Answer others with
   * `sendToolResponse({ toolCallId: call.tool_call_id, content })`.
   */
  readonly onToolCall?:
    ((call: Extract<ReadableMessage, { type: 'tool_call' }>) => void) | undefined;
}

/** Calls an app's callbacks, as kept last, for what happens to the clients that are followed. */
export interface CallbackFollower {
  readonly keep: (callbacks: VoiceCallbacks) => void;
  readonly follow: (client: VoiceClient) => Undo;
}

export function createCallbackFollower(): CallbackFollower {
  let latest: VoiceCallbacks = {};
  return {
    keep: (callbacks) => {
      latest = callbacks;
    },
    follow: (client) => {
      let { status } = client.state.connection;
      const undo = [
        client.on('connection', ({ connection }) => {
          const before = status;
          ({ status } = connection);
          if (connection.status === 'connected' && before === 'connecting')
            latest.onConnect?.(connection);
          if (connection.status === 'closed' || connection.status === 'failed')
            latest.onDisconnect?.(connection);
        }),
        client.on('message', ({ message }) => latest.onMessage?.(message)),
        // Apart from the last one, which may throw.
        client.on('message', ({ message }) => {
          if (message.type === 'tool_call') latest.onToolCall?.(message);
        }),
        client.on('error', ({ error }) => latest.onError?.(error)),
      ];
      return () => undo.forEach((step) => step());
    },
  };
}
