import { VoiceClient } from '@vivavoce/core';
import type {
  ClientState,
  Connection,
  SessionOptions,
  VoiceClientOptions,
  VoiceEvent,
  VoiceEventOf,
} from '@vivavoce/core';
import { addressOf } from './address.ts';
import { CallClock } from './call-clock.ts';
import { toVoiceError } from './errors.ts';
import type { VoiceError } from './errors.ts';
import { FftStore } from './fft-store.ts';
import { addMessage } from './message-history.ts';
import type { HistoryMessage } from './message-history.ts';
import { fromWire, toWire } from './messages.ts';
import type {
  AssistantTranscriptMessage,
  AudioOutputMessage,
  JSONMessage,
  SessionSettings,
  ToolErrorMessage,
  ToolResponseMessage,
} from './messages.ts';
import { VoiceReadyState } from './models.ts';
import type { ConnectOptions } from './options.ts';
import { answerTool } from './tool-calls.ts';
import type { VoiceCallbacks, VoiceCommands, VoiceState } from './voice-context.ts';

/** What the provider's props come to. */
export interface ConversationOptions extends VoiceCallbacks {
  readonly clearMessagesOnDisconnect: boolean;
  readonly messageHistoryLimit: number;
  readonly engine?: VoiceClientOptions | undefined;
}

const initial: VoiceState = {
  status: { value: 'disconnected' },
  readyState: VoiceReadyState.IDLE,
  isMuted: false,
  isAudioMuted: false,
  isPlaying: false,
  isPaused: false,
  volume: 1,
  messages: [],
  lastVoiceMessage: null,
  lastUserMessage: null,
  lastAssistantProsodyMessage: null,
  chatMetadata: null,
  error: null,
  isError: false,
  isAudioError: false,
  isMicrophoneError: false,
  isSocketError: false,
  toolStatusStore: {},
  playerQueueLength: 0,
};

/** Nothing of the conversation so far. */
const noMessages = {
  messages: [],
  lastVoiceMessage: null,
  lastUserMessage: null,
  lastAssistantProsodyMessage: null,
  chatMetadata: null,
} satisfies Partial<VoiceState>;

/** The engine's client, with the state, the commands and the callbacks of `@humeai/voice-react`. */
export class Conversation {
  state: VoiceState = initial;
  readonly client: VoiceClient;
  readonly clock: CallClock = new CallClock();
  readonly playerFft: FftStore;
  readonly micFft: FftStore;
  readonly commands: VoiceCommands;
  #options: ConversationOptions = { clearMessagesOnDisconnect: true, messageHistoryLimit: 100 };
  readonly #listeners = new Set<() => void>();
  /** Sentences of the assistant by id, until they are heard: only then they are in `messages`. */
  readonly #unheard = new Map<string, AssistantTranscriptMessage>();
  /** Ids of sentences that sound or wait to. */
  readonly #queue = new Set<string>();
  /** The assistant is heard, and does not only wait to be. */
  #sounds = false;
  /** The assistant has said all of its turn. */
  #turnEnded = false;
  /** The server has said which Chat it is. */
  #open = false;
  /** What `onError` has been told of last. */
  #told: unknown;

  constructor() {
    const client = new VoiceClient();
    this.client = client;
    this.playerFft = new FftStore((bands) => client.readSpectrum('assistant', bands));
    this.micFft = new FftStore((bands) => client.readSpectrum('user', bands));
    this.commands = {
      connect: (options) => this.#connect(options),
      disconnect: () => client.disconnect(),
      clearMessages: () => this.#set(this.#forget()),
      mute: () => client.setMuted(true),
      unmute: () => client.setMuted(false),
      muteAudio: () => client.setSpeakerMuted(true),
      unmuteAudio: () => client.setSpeakerMuted(false),
      setVolume: (level) => client.setVolume(Math.max(0, Math.min(1, level || 0))),
      sendUserInput: (text) => this.#send(() => client.sendText(text)),
      sendAssistantInput: (text) => this.#send(() => client.say(text)),
      sendSessionSettings: (settings = {}) =>
        this.#send(() => {
          client.updateSession(sessionOf(settings));
          this.#record({ ...settings, type: 'session_settings' });
        }),
      sendToolMessage: (message) => this.#send(() => this.#answer(message)),
      pauseAssistant: () =>
        this.#send(() => {
          client.pauseAssistant();
          // Not what is still to come: an answer that is awaited is given once it goes on.
          if (client.state.assistant === 'speaking') client.interrupt();
          this.#set({ isPaused: true });
        }),
      resumeAssistant: () =>
        this.#send(() => {
          client.resumeAssistant();
          this.#set({ isPaused: false });
        }),
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes what the provider's props are now. */
  keep(options: ConversationOptions): void {
    this.#options = options;
  }

  /** Follows the client until undone. */
  follow = (): (() => void) => {
    this.#mirror(this.client.state);
    return this.client.subscribe(this.#take);
  };

  async #connect({
    auth: { type, value },
    hostname,
    audioConstraints = {},
    sessionSettings = {},
    devices = {},
    allowConnection,
    queryParams,
    configVersion,
    accessToken = type === 'accessToken' ? value : undefined,
    apiKey = value,
    configId,
    // Newer SDKs put it among the settings.
    eventLimit = (sessionSettings as { eventLimit?: number }).eventLimit,
    resumedChatGroupId,
    verboseTranscription = true,
    voiceId,
  }: ConnectOptions): Promise<void> {
    const { value: status } = this.state.status;
    if (status === 'disconnected' || status === 'error') {
      const { engine, onAudioReceived } = this.#options;
      const asked: VoiceClientOptions = {
        url: addressOf(hostname, engine?.url, {
          allow_connection: allowConnection,
          ...queryParams,
        }),
        credentials: () => (accessToken === undefined ? { apiKey } : { accessToken }),
        configId,
        configVersion: configVersion === undefined ? undefined : Number(configVersion),
        eventLimit,
        resumedChatGroupId,
        verboseTranscription,
        voiceId,
        session: sessionOf(sessionSettings),
        microphone: audioConstraints as MediaTrackConstraints,
        microphoneId: devices.microphoneDeviceId ?? null,
        speakerId: devices.speakerDeviceId ?? null,
        audioMessages: onAudioReceived !== undefined,
      };
      const given = Object.entries(asked).filter(([, option]) => option !== undefined);
      this.#set({ ...noError, status: { value: 'connecting' } });
      try {
        this.client.setOptions({ ...engine, ...(Object.fromEntries(given) as VoiceClientOptions) });
      } catch (error) {
        return this.#fail(toVoiceError(error as never));
      }
    }
    // What fails is state, and `onError` is told of it.
    await this.client.connect().catch(() => undefined);
  }

  #send(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { message } = error as Error;
      this.#tellError({ type: 'socket_error', reason: 'failed_to_send_message', message });
    }
  }

  #answer({ type, toolCallId, ...answer }: ToolResponseMessage | ToolErrorMessage): void {
    if (type === 'tool_error')
      this.client.sendToolError({ toolCallId, ...toWire(answer) } as {
        toolCallId: string;
        error: string;
      });
    else this.client.sendToolResponse({ toolCallId, content: answer.content ?? '' });
  }

  readonly #take = (events: readonly VoiceEvent[], state: ClientState): void => {
    const before = this.state;
    for (const event of events) this.#reduce(event);
    this.#mirror(state);
    // Sentences without sound are never heard: here they are when nothing else is to come.
    if (this.#turnEnded && state.assistant === 'idle')
      for (const id of this.#unheard.keys()) this.#hear(id);
    if (this.state !== before) this.#tell();
  };

  #mirror({ assistant, muted, speakerMuted, volume }: ClientState): void {
    if (assistant === 'idle') this.#queue.clear();
    this.#sounds &&= assistant === 'speaking';
    this.#change({
      isPlaying: this.#sounds,
      isMuted: muted,
      isAudioMuted: speakerMuted,
      volume,
      playerQueueLength: this.#queue.size,
    });
  }

  #reduce(event: VoiceEvent): void {
    const options = this.#options;
    switch (event.type) {
      case 'message':
        this.#receive(event);
        break;
      case 'audio-output': {
        const received = { ...fromWire(event.message), receivedAt: new Date(event.receivedAt) };
        options.onAudioReceived?.(received as AudioOutputMessage);
        break;
      }
      case 'playback-started':
        this.#queue.add(event.messageId);
        this.#sounds = true;
        this.#hear(event.messageId);
        options.onAudioStart?.(event.messageId);
        break;
      case 'playback-ended':
        this.#queue.delete(event.messageId);
        options.onAudioEnd?.(event.messageId);
        break;
      case 'interrupted':
        this.#unheard.clear();
        this.#queue.clear();
        break;
      case 'settings':
        this.#add({
          type: 'session_settings',
          sessionSettings: fromWire(event.settings) as SessionSettings,
          receivedAt: new Date(),
        });
        break;
      case 'error':
        // The message that the server sent says more.
        if (event.error.reason !== 'server-error') {
          this.#told = event.error;
          this.#tellError(toVoiceError(event.error));
        }
        break;
      case 'connection':
        this.#follow(event.connection);
        break;
      default:
        break;
    }
  }

  #receive({ message, receivedAt }: VoiceEventOf<'message'>): void {
    const read = { ...fromWire(message), receivedAt: new Date(receivedAt) } as JSONMessage;
    const options = this.#options;
    switch (read.type) {
      case 'assistant_message':
        this.#turnEnded = false;
        if (read.id === undefined) this.#write(read);
        else {
          this.#unheard.set(read.id, read);
          this.#queue.add(read.id);
        }
        return;
      case 'assistant_end':
        this.#turnEnded = true;
        break;
      case 'chat_metadata':
        if (!this.#open) {
          this.#open = true;
          this.clock.start();
          this.#change({ readyState: VoiceReadyState.OPEN });
          this.#add({ type: 'socket_connected', receivedAt: new Date() });
          options.onOpen?.();
        }
        this.#change({ chatMetadata: read });
        break;
      case 'user_message':
        if (!read.interim) this.#change({ lastUserMessage: read });
        break;
      case 'assistant_prosody':
        this.#change({ lastAssistantProsodyMessage: read });
        break;
      case 'user_interruption':
        if (this.state.isPlaying) options.onInterruption?.(read);
        break;
      case 'error':
        this.#tellError({
          type: 'socket_error',
          reason: 'received_assistant_error_message',
          message: read.message,
        });
        break;
      case 'tool_call':
        this.#status(read.toolCallId, { call: read });
        void answerTool(read, options.onToolCall, (why, error) =>
          this.#tellError({
            type: 'socket_error',
            reason: 'received_tool_call_error',
            message: why,
            ...(error && { error }),
          }),
        ).then((answer) => answer && this.#send(() => this.#answer(answer)));
        break;
      case 'tool_response':
      case 'tool_error':
        this.#status(read.toolCallId, { resolved: read });
        break;
      case 'session_settings':
        break;
    }
    this.#write(read);
  }

  #follow(connection: Connection): void {
    switch (connection.status) {
      case 'connecting':
        this.#told = undefined;
        this.#change({
          ...noError,
          status: { value: 'connecting' },
          readyState: VoiceReadyState.CONNECTING,
        });
        break;
      case 'connected':
        this.#change({ status: { value: 'connected' }, readyState: VoiceReadyState.OPEN });
        break;
      case 'reconnecting':
        this.#change({ readyState: VoiceReadyState.CONNECTING });
        break;
      case 'closed':
        this.#change({ status: { value: 'disconnected' } });
        this.#close(connection.reason === 'page' ? 1001 : 1000, '');
        break;
      case 'failed': {
        const error = toVoiceError(connection.error);
        this.#fail(error, this.#told === connection.error);
        break;
      }
      case 'idle':
      case 'closing':
        break;
    }
  }

  /** The call has failed. @param told whether the app knows */
  #fail(error: VoiceError, told = false): void {
    this.#set({
      error,
      isError: true,
      isAudioError: error.type === 'audio_error',
      isMicrophoneError: error.type === 'mic_error',
      isSocketError: error.type === 'socket_error',
      status: { value: 'error', reason: error.message },
    });
    if (!told) this.#options.onError?.(error);
    this.#close(1006, error.message, error.type === 'mic_error' && !this.#open);
  }

  /** Nothing of the call is open any more. @param silent there has been no connection */
  #close(code: number, reason: string, silent = false): void {
    this.#open = false;
    this.#turnEnded = false;
    this.clock.stop();
    this.#add({ type: 'socket_disconnected', code, reason, receivedAt: new Date() });
    this.#unheard.clear();
    this.#change({
      ...(this.#options.clearMessagesOnDisconnect && this.#forget()),
      readyState: VoiceReadyState.CLOSED,
      toolStatusStore: {},
      isPaused: false,
    });
    // Each call begins with everything on.
    this.client.setMuted(false);
    this.client.setSpeakerMuted(false);
    this.client.setVolume(1);
    if (!silent)
      this.#options.onClose?.({
        target: this,
        type: 'close',
        code,
        reason,
        wasClean: code === 1000,
      });
  }

  #forget(): Partial<VoiceState> {
    this.#unheard.clear();
    return noMessages;
  }

  /** A sentence of the assistant has begun to sound. */
  #hear(id: string): void {
    const message = this.#unheard.get(id);
    if (!message) return;
    this.#unheard.delete(id);
    this.#change({ lastVoiceMessage: message });
    this.#write(message);
  }

  #write(message: JSONMessage): void {
    this.#add(message);
    this.#options.onMessage?.(message);
  }

  #record(sessionSettings: SessionSettings): void {
    this.#add({ type: 'session_settings', sessionSettings, receivedAt: new Date() });
    this.#tell();
  }

  #add(message: HistoryMessage): void {
    const { messageHistoryLimit: limit } = this.#options;
    this.#change({ messages: addMessage(this.state.messages, message, limit) });
  }

  #status(id: string, part: VoiceState['toolStatusStore'][string]): void {
    const { toolStatusStore: store } = this.state;
    this.#change({ toolStatusStore: { ...store, [id]: { ...store[id], ...part } } });
  }

  #tellError(error: VoiceError): void {
    this.#options.onError?.(error);
  }

  #set(part: Partial<VoiceState>): void {
    this.#change(part);
    this.#tell();
  }

  #change(part: Partial<VoiceState>): void {
    const { state } = this;
    const changed = Object.entries(part).some(
      ([name, value]) => state[name as keyof VoiceState] !== value,
    );
    if (changed) this.state = { ...state, ...part };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const noError = {
  error: null,
  isError: false,
  isAudioError: false,
  isMicrophoneError: false,
  isSocketError: false,
} satisfies Partial<VoiceState>;

/** What the engine takes of settings: it declares its sound itself. */
function sessionOf({ audio: _, ...settings }: Partial<SessionSettings>): SessionOptions {
  const { type: _type, ...rest } = toWire(settings);
  return rest;
}
