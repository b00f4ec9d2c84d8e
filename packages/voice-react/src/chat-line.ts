import { chatUrl, readMessage } from '@vivavoce/evi';
import type { ConnectSessionSettings } from '@vivavoce/evi';
import { addressOf } from './address.ts';
import { fromWire, toWire } from './messages.ts';
import type { CloseEvent, SessionSettings, SubscribeEvent } from './messages.ts';
import { VoiceReadyState } from './models.ts';
import type { SocketConfig } from './options.ts';

/** What a line tells. */
export interface LineListener {
  onState(state: VoiceReadyState): void;
  onMessage(message: SubscribeEvent): void;
  onError(error: Error): void;
  onClose(event: CloseEvent): void;
}

/** A connection without microphone, sound or reconnecting: for apps that have their own. One socket at a time. */
export class ChatLine {
  readonly #listener: LineListener;
  #socket: WebSocket | null = null;
  #open = false;
  #abandon: (why: Error) => void = () => undefined;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  /** @throws Error by rejection, where no Chat begins */
  connect(config: SocketConfig, sessionSettings?: SessionSettings): Promise<VoiceReadyState> {
    this.#drop('Connection attempt has been aborted');
    const { auth, hostname, queryParams, configVersion, allowConnection, ...query } = config;
    const { accessToken, apiKey, configId, eventLimit, resumedChatGroupId, voiceId } = query;
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      const socket = new WebSocket(
        chatUrl({
          baseUrl: addressOf(hostname, undefined, {
            allow_connection: allowConnection,
            ...queryParams,
          }),
          accessToken: auth.type === 'accessToken' ? auth.value : accessToken,
          apiKey: auth.type === 'apiKey' ? auth.value : apiKey,
          configId,
          configVersion: configVersion === undefined ? undefined : Number(configVersion),
          eventLimit,
          resumedChatGroupId,
          verboseTranscription: query.verboseTranscription,
          voiceId,
          sessionSettings: sessionSettings && forAddress(toWire(sessionSettings)),
        }),
      );
      this.#socket = socket;
      this.#listener.onState(VoiceReadyState.CONNECTING);
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const read = readMessage(data);
        if (read.kind === 'malformed') return this.#listener.onError(new Error(read.error.detail));
        const message =
          read.kind === 'message' || read.type === 'session_settings'
            ? fromWire(read.message as never)
            : null;
        if (message?.type === 'chat_metadata') {
          this.#open = true;
          if (sessionSettings) this.send({ ...sessionSettings, type: 'session_settings' });
          this.#listener.onState(VoiceReadyState.OPEN);
          resolve(VoiceReadyState.OPEN);
        }
        if (message) this.#listener.onMessage(message);
      };
      socket.onclose = ({ code, reason, wasClean }) => {
        const opened = this.#open;
        this.#open = false;
        this.#socket = null;
        if (!opened) {
          const error = new Error(`The connection was refused (close code ${code}).`);
          this.#listener.onError(error);
          reject(error);
        }
        this.#listener.onClose({ target: this, type: 'close', code, reason, wasClean });
        this.#listener.onState(VoiceReadyState.CLOSED);
      };
    });
  }

  /** Hangs up. */
  close(): void {
    const had = this.#socket;
    this.#drop('Connection attempt has been aborted');
    if (!had) return;
    const ended = { target: this, type: 'close', code: 1000, reason: '', wasClean: true };
    this.#listener.onClose(ended);
    this.#listener.onState(VoiceReadyState.CLOSED);
  }

  /** Sends a message, or nothing where there is no connection. */
  send(message: object): void {
    if (this.#open) this.#socket?.send(JSON.stringify(toWire(message)));
  }

  /** Sends sound as it is: a container that says what it holds, or what the settings have declared. */
  sendAudio(sound: ArrayBufferLike): void {
    if (this.#open) this.#socket?.send(sound as ArrayBuffer);
  }

  #drop(why: string): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    this.#open = false;
    socket.onmessage = socket.onclose = null;
    socket.close(1000);
    this.#abandon(new Error(why));
  }
}

/** Characters of each: servers take 8 to 16 kB of an address. */
const longest = 1000;

/**
 * What an address may hold of settings, so that it holds before the server greets: nothing secret, nothing long, and nothing that is
 * meant for one reply. The first message has all of it once more, for servers that don't read it here.
 */
function forAddress(settings: Record<string, unknown>): ConnectSessionSettings {
  const fit = Object.entries(settings).filter(
    ([name, value]) =>
      inAddress.test(name) &&
      (value as { type?: unknown } | null)?.type !== 'temporary' &&
      JSON.stringify(value)?.length <= longest + 2,
  );
  return Object.fromEntries(fit);
}

const inAddress =
  /^(audio|context|custom_session_id|event_limit|system_prompt|variables|voice_id)$/;
