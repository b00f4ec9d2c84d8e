export { bringVoice, serveVoice, startSession } from './session/host/serve-voice.ts';
export type { ProtocolConversation, ProtocolHost, VoiceProtocol } from './session/host/protocol.ts';
export type { SessionCommand, SessionEvent, TellEvents } from './session/messages.ts';
export type { VoiceUsage } from './session/metrics.ts';
export type { Heard } from './session/conversation.ts';
export type { Clock } from './base/clock.ts';
export type { DialSocket, WebSocketLike } from './transport/socket.ts';
