import { setTimeout as pause } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { Outbox } from '../../connection/outbox.ts';
import type { ChatConnection } from '../../connection/outbox.ts';
import type { Log } from '../../base/log.ts';
import { WorkBudget } from '../../base/work-budget.ts';
import type { FrameScheduler } from './frame-scheduler.ts';
import type { Limits } from '../server/limits.ts';
import { RateMeter } from '../../base/rate-meter.ts';

/** What is made of words comes later than they do: of 100,000 a second it is as much work as a client's share. */
export const msPerCharacter = 0.0025;
/** Of one frame's audio so much is heard before everybody else has a turn, in bytes: some 20 to 1,000 ms of sound. */
const audioAtOnce = 8 * 1024;
const tooMuch = 'The client sends more messages a second than this server takes.';

/** What reading a socket needs. */
export interface FrameReaderParts {
  /** Whose socket it is, as far as it can be told. */
  client: string;
  connection: ChatConnection;
  frames: FrameScheduler;
  limits: Limits;
  log: Log;
}

/** What takes the frames of a socket. */
export interface FrameTarget {
  /** While too much of what was taken waits: resolves when more may be taken. */
  readonly keepingPace: Promise<void> | undefined;
  /** Takes a frame. @returns how many characters are to be answered or spoken, or the audio in it, which is still to be taken. */
  handleFrame(bytes: Buffer, binary: boolean): number | Uint8Array;
  /** Takes a piece of that audio. */
  handleAudio(audio: Uint8Array): void;
}

/**
 * Reads what comes over a socket until that is closed, no faster than its client's share of the server's time. More messages a second
 * than may be close it.
 *
 * @param target - what takes the frames; without one they are let pass.
 */
export function readFrames(
  socket: WebSocket,
  { client, connection, frames, limits, log }: FrameReaderParts,
  target: () => FrameTarget | undefined,
): void {
  const meter = new RateMeter(limits.messagesPerSecond, performance.now());
  const budget = new WorkBudget();
  socket.once('close', frames.join(client));
  // Whoever is to wait is not read because others, too, have had their turn.
  let held = 0;
  const reading = {
    pause: () => {
      socket.pause();
    },
    resume: () => {
      if (held === 0) socket.resume();
    },
  };
  const slowDown = (ms: number) => {
    const pauseMs = budget.spend(performance.now(), ms);
    const kept = target()?.keepingPace;
    if (pauseMs < 1 && kept === undefined) return;
    held += 1;
    socket.pause();
    void Promise.all([kept, pauseMs < 1 ? undefined : pause(pauseMs)]).then(() => {
      held -= 1;
      reading.resume();
    });
  };
  socket.on('message', (received, binary) => {
    let frame: RawData | undefined = received;
    let left: number | Uint8Array = 0;
    let spentMs = 0;
    const take = () => {
      const began = performance.now();
      if (frame !== undefined) {
        if (!meter.take(performance.now())) {
          new Outbox(connection).sendLastError(1008, 'too_many_messages', tooMuch);
          left = 0;
        } else {
          left = target()?.handleFrame(bytesOf(frame), binary) ?? 0;
        }
        // Once its sound was read out of it, a frame need not be kept while that waits to be heard.
        frame = undefined;
      }
      if (typeof left !== 'number') {
        target()?.handleAudio(left.subarray(0, audioAtOnce));
        left = left.length > audioAtOnce ? left.subarray(audioAtOnce) : 0;
      }
      spentMs += performance.now() - began;
      if (typeof left !== 'number') return undefined;
      slowDown(spentMs + left * msPerCharacter);
      return left * msPerCharacter;
    };
    const work = () => {
      try {
        return socket.readyState === socket.OPEN ? take() : 0;
      } catch (error) {
        socketFailed(socket, log, error);
        return 0;
      }
    };
    frames.take(client, { socket: reading, work });
  });
  // To answer is the library's; how many there may be is the same.
  socket.on('ping', () => {
    if (!meter.take(performance.now())) socket.terminate();
  });
}

/** What fails on a socket ends that socket, and nothing else. */
export function socketFailed(socket: WebSocket, log: Log, error: unknown): void {
  log({ level: 'error', message: 'A socket failed', error });
  socket.terminate();
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
