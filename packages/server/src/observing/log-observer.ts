import type { Log } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';

/** Writes down when a Chat begins, goes on and ends, and each turn: with their ids and times, and without a word of what was said. */
export function logObserver(log: Log): Observe {
  return (event) => {
    switch (event.type) {
      case 'chat-begun':
        log({ level: 'info', message: 'A Chat has begun', chatId: event.chatId });
        break;
      case 'chat-resumed':
        log({ level: 'info', message: 'A Chat goes on', chatId: event.chatId });
        break;
      case 'chat-ended': {
        const message = `A Chat has ended after ${inSeconds(event.durationMs)}: ${event.reason}`;
        log({ level: 'info', message, chatId: event.chatId });
        break;
      }
      case 'turn-ended': {
        const { chatId, turnId, origin, outcome, durationMs, wordsMs, soundMs } = event;
        const message = [
          `A turn begun by ${origin} was ${outcome} after ${inSeconds(durationMs)}`,
          ...(wordsMs === undefined ? [] : [`words after ${inSeconds(wordsMs)}`]),
          ...(soundMs === undefined ? [] : [`first sound after ${inSeconds(soundMs)}`]),
        ].join(', ');
        log({ level: 'info', message, chatId, turnId });
        break;
      }
      default:
        break;
    }
  };
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
