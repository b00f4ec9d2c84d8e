import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';

/** Bodies of one client that are read and worked on at a time, in bytes: at least one of any size. */
const mostBytes = 8 * 1024 * 1024;

/** What one client has under way. */
interface Room {
  bytes: number;
  waiting: { bytes: number; begin: () => void }[];
}

/**
 * Lets bodies be read where there is room for them: whoever sends many at once has them wait on the line, and keeps nobody else
 * waiting.
 *
 * @param largest - what a body may have, in bytes. One that is announced to be larger is for others to refuse.
 */
export function bodyRoom(largest: number): MiddlewareHandler {
  const rooms = new Map<string, Room>();
  return async (context, next) => {
    const bytes = announcedBytes(context, largest);
    if (bytes === 0 || bytes > largest) return next();
    const { incoming } = context.env as Partial<HttpBindings>;
    const client = incoming?.socket.remoteAddress ?? '';
    const room = rooms.get(client) ?? { bytes: 0, waiting: [] };
    rooms.set(client, room);
    await new Promise<void>((resolve) => {
      room.waiting.push({ bytes, begin: resolve });
      fill(room);
    });
    try {
      await next();
    } finally {
      room.bytes -= bytes;
      fill(room);
      if (room.bytes === 0) rooms.delete(client);
    }
    return undefined;
  };
}

function fill(room: Room): void {
  for (let first = room.waiting[0]; first; first = room.waiting[0]) {
    if (room.bytes > 0 && room.bytes + first.bytes > mostBytes) return;
    room.bytes += first.bytes;
    room.waiting.shift();
    first.begin();
  }
}

/** How much follows the headers; as much as there may be where they don't say. */
function announcedBytes({ req }: Context, largest: number): number {
  if (req.header('transfer-encoding') !== undefined) return largest;
  return Number(req.header('content-length') ?? 0) || 0;
}
