export * from './emotions/expression-names';

export * from './messages/assistant-end';
export * from './messages/assistant-input';
export * from './messages/assistant-message';
export * from './messages/assistant-prosody';
export * from './messages/audio-input';
export * from './messages/audio-output';
export * from './messages/chat-message';
export * from './messages/chat-metadata';
export { ClientMessage } from './messages/client-message';
export * from './messages/inference';
export * from './messages/json-message';
export * from './messages/pause-assistant-message';
export * from './messages/resume-assistant-message';
export * from './messages/role';
export { ServerMessage } from './messages/server-message';
export * from './messages/session-settings';
export * from './messages/tool';
export * from './messages/tool-call-message';
export * from './messages/tool-error-message';
export * from './messages/tool-response-message';
export * from './messages/user-input';
export * from './messages/user-interruption';
export * from './messages/user-message';
export * from './messages/web-socket-error';

export type { DecodeError, DecodeErrorReason, DecodeResult } from './codec/decode-result';
export { decodeMessage } from './codec/decode-message';
export { decodeClientMessage } from './codec/decode-client-message';
export { encodeMessage, encodeServerMessage } from './codec/encode-message';

export { base64ToBytes, bytesToBase64 } from './binary/base64';
export * from './binary/linear16';

export { chatUrl, officialBaseUrl, type ChatUrlOptions } from './chat/chat-url';
export { redactUrl } from './chat/redact-url';
