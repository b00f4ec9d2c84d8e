import type { ClientMessage } from '@vivavoce/evi';
import { VoiceError } from '../base/voice-error.ts';
import type { Call } from './call.ts';
import type { VoiceFeature } from './options.ts';
import type { ClientState } from './state.ts';

/**
 * Sends a message to the server, or keeps it until the line is back.
 *
 * @param feature what the service must have for it
 * @throws VoiceError `usage` without a conversation, `unsupported` without that feature, `connection-lost` where too much waits
 */
export function sendMessage(
  call: Call | null,
  { connection, unsupported }: ClientState,
  message: ClientMessage,
  feature?: VoiceFeature,
): void {
  const { type } = message;
  if (feature && unsupported.includes(feature)) {
    const problem = `Failed to send ${type}: this service has no ${feature}.`;
    throw new VoiceError('unsupported', problem);
  }
  checkStatus(connection.status, type);
  call?.session.send(message, connection.status === 'reconnecting');
}

/** Sends a command of a service's own. @throws VoiceError `usage`, or `connection-lost` where the line is down */
export function sendRawCommand(
  call: Call | null,
  { connection: { status } }: ClientState,
  command: Readonly<Record<string, unknown>>,
): void {
  checkStatus(status, 'a raw command');
  let text: string | undefined;
  try {
    text = JSON.stringify(command);
  } catch {
    // Said below.
  }
  if (text?.[0] !== '{') throw VoiceError.usage('A raw command must be an object of JSON.');
  if (status === 'reconnecting')
    throw new VoiceError('connection-lost', 'A raw command was not sent: the line is down.');
  call?.session.post({ type: 'raw', text });
}

function checkStatus(status: string, what: string): void {
  if (status === 'connected' || status === 'reconnecting') return;
  throw VoiceError.usage(
    `Failed to send ${what}: the conversation is ${status}. Did you await connect()?`,
  );
}
