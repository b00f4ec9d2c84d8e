import type { DecodeResult, ServerMessage } from '@vivavoce/evi';
import { systemClock } from '../base/clock.ts';
import type { SessionCommand, SessionEvent, TellEvents } from './messages.ts';
import type { ProtocolHost, VoiceProtocol } from './protocol.ts';
import { runInWorker } from './run-in-worker.ts';
import { Session } from './session.ts';

/** EVI's messages, as far as a protocol has something to say by them. */
const known =
  /^(assistant_(message|end|prosody)|audio_output|chat_metadata|error|tool_(call|response|error)|user_(message|interruption))$/;

/** A protocol speaks EVI by its own code: what it says is known by its type, and taken as it is. */
function readOwn(data: string | ArrayBuffer): DecodeResult<ServerMessage> {
  const message = JSON.parse(data as string) as Record<string, unknown>;
  const type = String(message['type']);
  return known.test(type)
    ? { kind: 'message', message: message as unknown as ServerMessage }
    : { kind: 'unknown', type, message };
}

/** What a session takes from where it runs. */
type Surroundings = Omit<ProtocolHost, 'expect' | 'renew'>;

const browser: Surroundings = {
  clock: systemClock,
  dial: (url, protocols) => new WebSocket(url, protocols),
};

/**
 * Starts a session that is served by another service than EVI, where it is called.
 *
 * @param tell takes what happens
 * @param surroundings Default: the browser's
 * @returns takes the session's commands
 */
export function startSession(
  protocol: VoiceProtocol,
  tell: TellEvents,
  { clock, dial }: Surroundings = browser,
): (command: SessionCommand) => void {
  const conversation = protocol.start({
    clock,
    dial,
    expect: (reply) => session.handle({ type: 'expect', reply }),
    renew: () => tell([{ type: 'renew' }]),
  });
  // The protocol learns at once what the page learns when it is done with the batch before.
  let waiting: readonly SessionEvent[] = [];
  let busy = false;
  const flush = (): void => {
    if (busy || waiting.length === 0) return;
    const events = waiting;
    [waiting, busy] = [[], true];
    tell(events);
  };
  const withUsage = (event: SessionEvent): SessionEvent =>
    event.type === 'metrics' ? { ...event, usage: conversation.usage } : event;
  const session: Session = new Session({
    dial: conversation.dial,
    clock,
    translated: true,
    tell: (events) => {
      conversation.observe(events);
      waiting = [...waiting, ...events.map(withUsage)];
      flush();
      session.handle({ type: 'next' });
    },
    read: readOwn,
  });
  return (command) => {
    if (command.type === 'begin') {
      const { settings, service, pushToTalk = false } = command;
      conversation.begin(settings, service, pushToTalk);
    }
    if (command.type === 'offer') conversation.offer?.(command.url, command.protocols);
    if (command.type === 'close') waiting = [];
    if (command.type === 'next') {
      busy = false;
      flush();
    } else session.handle(command);
  };
}

/**
 * The whole of a Worker's script: a voice thread that talks to another service than EVI.
 *
 * @example
 * ```ts
 * import { serveVoice } from '@vivavoce/core/worker';
 * serveVoice(protocol);
 * ```
 */
export function serveVoice(protocol: VoiceProtocol): void {
  runInWorker((tell) => startSession(protocol, tell));
}
