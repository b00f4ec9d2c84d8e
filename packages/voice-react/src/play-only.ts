import type { VoiceService } from '@vivavoce/core';
import { startSession } from '@vivavoce/core/worker';
import type { WebSocketLike } from '@vivavoce/core/worker';

/** The engine with nobody at the other end: it plays the messages that it is given. */
export class PlayOnly {
  #socket: WebSocketLike | null = null;

  /** For the options of a client with `thread: 'main'` and no microphone. */
  readonly service: VoiceService = {
    sampleRate: 16_000,
    address: () => ({ url: 'ws://127.0.0.1' }),
    worker: () => Promise.reject(new Error('It plays on the main thread.')),
    inline: (tell) =>
      startSession(
        {
          start: () => ({
            dial: () => this.#dial(),
            begin: () => undefined,
            observe: () => undefined,
          }),
        },
        tell,
      ),
  };

  /** Plays a message of the wire. */
  give(message: object): void {
    this.#socket?.onmessage?.({ data: JSON.stringify(message) } as never);
  }

  #dial(): WebSocketLike {
    const socket: WebSocketLike = {
      binaryType: 'arraybuffer',
      bufferedAmount: 0,
      readyState: 1,
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: () => undefined,
      close: () => undefined,
    };
    this.#socket = socket;
    void Promise.resolve().then(() => {
      socket.onopen?.({} as never);
      this.give({ type: 'chat_metadata', chat_id: 'local', chat_group_id: 'local' });
    });
    return socket;
  }
}
