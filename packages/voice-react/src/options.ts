import type { SessionSettings } from './messages.ts';

/** How a client signs in. A key does not belong in a page. */
export type AuthStrategy =
  { type: 'apiKey'; value: string } | { type: 'accessToken'; value: string };

/** Where a connection goes, and with what. */
export interface SocketConfig {
  auth: AuthStrategy;
  /** Host of the server, or its whole address. Default: a server on this machine, `ws://127.0.0.1:8788`. */
  hostname?: string | undefined;
  accessToken?: string | undefined;
  apiKey?: string | undefined;
  /** Whether the Chat may be reached by its control plane. */
  allowConnection?: boolean | undefined;
  configId?: string | undefined;
  configVersion?: string | number | undefined;
  /** How many past events a resumed Chat begins with. */
  eventLimit?: number | undefined;
  resumedChatGroupId?: string | undefined;
  /** Interim transcripts while the user speaks. Default: true. */
  verboseTranscription?: boolean | undefined;
  voiceId?: string | undefined;
  /** Further query parameters of the address. */
  queryParams?: Record<string, string | string[] | object | object[]> | undefined;
  /** Browsers send none with a WebSocket. */
  headers?: Record<string, string> | undefined;
  /** Has no effect. */
  debug?: boolean | undefined;
  /** Has no effect: the engine's policy reconnects. */
  reconnectAttempts?: number | undefined;
}

/** Constraints of the microphone. Each is on by default. */
export interface AudioConstraints {
  echoCancellation?: boolean | undefined;
  noiseSuppression?: boolean | undefined;
  autoGainControl?: boolean | undefined;
}

/** Devices in place of the browser's default. */
export interface DeviceOptions {
  microphoneDeviceId?: string | undefined;
  speakerDeviceId?: string | undefined;
}

/** Options of `connect`. */
export type ConnectOptions = Omit<SocketConfig, 'reconnectAttempts'> & {
  audioConstraints?: AudioConstraints | undefined;
  /** What the conversation begins with. */
  sessionSettings?:
    (Omit<SessionSettings, 'type'> & { type?: SessionSettings['type'] }) | undefined;
  devices?: DeviceOptions | undefined;
};
