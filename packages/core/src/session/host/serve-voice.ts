import { systemClock } from '../../base/clock.ts';
import type { Fault } from '../../base/voice-error.ts';
import type { DialSocket } from '../../transport/socket.ts';
import { makeSession } from './make-session.ts';
import type { MakeSession } from './make-session.ts';
import type { SessionCommand, SessionEvent, TellEvents } from '../messages.ts';
import type { VoiceUsage } from '../metrics.ts';
import type { ProtocolConversation, ProtocolHost, VoiceProtocol } from './protocol.ts';
import { runInWorker } from './run-in-worker.ts';

/** What a session takes from where it runs. */
type Surroundings = Pick<ProtocolHost, 'clock' | 'dial'>;

/** Starts a session of another service by what makes sessions. */
export type ForeignVoice = (
  tell: TellEvents,
  make: MakeSession,
) => (command: SessionCommand) => void;

const browser: Surroundings = {
  clock: systemClock,
  dial: (url, protocols) => new WebSocket(url, protocols),
};

/**
 * A protocol may be anybody's code. What it throws is told, once for each sentence, and ends no thread. Without a beginning there is
 * no conversation.
 */
function start(
  protocol: VoiceProtocol,
  tell: TellEvents,
  make: MakeSession,
  { clock, dial }: Surroundings = browser,
): (command: SessionCommand) => void {
  // The protocol learns at once what the page learns when it is done with the batch before.
  let waiting: readonly SessionEvent[] = [];
  let busy = false;
  const flush = (): void => {
    if (busy || waiting.length === 0) return;
    const events = waiting;
    [waiting, busy] = [[], true];
    tell(events);
  };
  const faults = new Set<string>();
  const faultOf = (error: unknown): Fault => {
    const message = `The service's protocol failed: ${String(error)}`;
    const fault: Fault = { reason: 'usage', message };
    if (faults.size < 64 && faults.size < faults.add(message).size) {
      waiting = [...waiting, { type: 'error', error: fault }];
      flush();
    }
    return fault;
  };
  const attempt = <Result>(work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      faultOf(error);
      return undefined;
    }
  };
  /** Why there is no conversation. */
  let broken: Fault | undefined;
  let conversation: ProtocolConversation | undefined;
  const begin = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      broken ??= faultOf(error);
    }
  };
  const connect: DialSocket = (url, protocols) => {
    const socket = attempt(() => (conversation as ProtocolConversation).dial(url, protocols));
    if (socket) return socket;
    throw new TypeError('Failed to dial: because the protocol made no socket.');
  };
  const handle = make({
    dial: connect,
    clock,
    translated: true,
    tell: (events) => {
      attempt(() => conversation?.observe(events));
      const told = events.map((event) =>
        event.type === 'metrics'
          ? { ...event, usage: figures(attempt(() => conversation?.usage)) }
          : event,
      );
      waiting = [...waiting, ...told];
      flush();
      handle({ type: 'next' });
    },
  });
  begin(() => {
    conversation = protocol.start({
      clock,
      dial,
      expect: (reply) => handle({ type: 'expect', reply: Boolean(reply) }),
      renew: () => tell([{ type: 'renew' }]),
    });
  });
  return (command) => {
    switch (command.type) {
      case 'begin': {
        const { settings, service, pushToTalk = false } = command;
        begin(() => conversation?.begin(settings, service, pushToTalk));
        break;
      }
      case 'offer':
        attempt(() => conversation?.offer?.(command.url, command.protocols));
        return;
      case 'close':
        waiting = [];
        break;
      case 'next':
        busy = false;
        flush();
        return;
      case 'open':
        if (!broken) break;
        waiting = [...waiting, { type: 'ended', error: broken }];
        flush();
        return;
      default:
        break;
    }
    handle(command);
  };
}

/** Of what a protocol gives, what is a number: it has to survive `postMessage`. */
function figures(usage: VoiceUsage | undefined): VoiceUsage | undefined {
  return (
    usage &&
    (Object.fromEntries(
      Object.entries(usage).filter(([, value]) => Number.isFinite(value)),
    ) as unknown as VoiceUsage)
  );
}

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
  surroundings?: Surroundings,
): (command: SessionCommand) => void {
  return start(protocol, tell, makeSession, surroundings);
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

/**
 * The beginning of a Worker's script, of which the kit's own voice thread is the rest: `VoiceService.worker` is given its text. An app
 * has that text anyway, so such a service brings its protocol and nothing else.
 */
export function bringVoice(protocol: VoiceProtocol): void {
  const startVoice: ForeignVoice = (tell, make) => start(protocol, tell, make);
  Object.assign(globalThis, { startVoice });
}
