import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { addressOf } from './read-request.ts';

/** Large bodies of one client that are read and worked on at a time, in bytes: at least one of any size. */
const mostBytes = 8 * 1024 * 1024;
/** What is no larger waits for nobody, in bytes: of all connections of a client together it is little. */
const smallBytes = 64 * 1024;
/** While others wait for room, a body that comes more slowly than this gives way, in bytes a second, and after so many ms. */
const slowest = 64 * 1024;
const patienceMs = 1500;

/** A body that is read, or waits to be. */
interface Body {
  bytes: number;
  begin: () => void;
  /** Since when it has room, in ms. */
  sinceMs: number;
  /** How much has come over its connection since then, in bytes; undefined once all of it is there. */
  arrived: () => number | undefined;
  /** Ends its connection. */
  giveWay: () => void;
}

/** What one client has under way. */
interface Room {
  inside: Set<Body>;
  waiting: Body[];
  timer?: NodeJS.Timeout;
}

/**
 * Lets large bodies be read where there is room for them: whoever sends many at once has them wait on the line, and keeps nobody else
 * waiting; and whoever announces a body and hardly sends it gives way.
 *
 * @param largest - what a body may have, in bytes. One that is announced to be larger is for others to refuse.
 */
export function bodyRoom(largest: number): MiddlewareHandler {
  const rooms = new Map<string, Room>();
  return async (context, next) => {
    const bytes = announcedBytes(context, largest);
    if (bytes <= smallBytes || bytes > largest) return next();
    const { incoming } = context.env as Partial<HttpBindings>;
    const client = addressOf(context) ?? '';
    const room = rooms.get(client) ?? { inside: new Set(), waiting: [] };
    rooms.set(client, room);
    let before = 0;
    const body: Body = {
      bytes,
      begin: () => undefined,
      sinceMs: 0,
      arrived: () =>
        incoming?.complete === false ? incoming.socket.bytesRead - before : undefined,
      giveWay: () => incoming?.destroy(),
    };
    await new Promise<void>((resolve) => {
      body.begin = resolve;
      room.waiting.push(body);
      fill(room);
    });
    before = incoming?.socket.bytesRead ?? 0;
    try {
      await next();
    } finally {
      room.inside.delete(body);
      fill(room);
      if (room.inside.size === 0) rooms.delete(client);
    }
    return undefined;
  };
}

function fill(room: Room): void {
  clearTimeout(room.timer);
  const { inside, waiting } = room;
  for (let first = waiting[0]; first; first = waiting[0]) {
    const bytes = [...inside].reduce((sum, body) => sum + body.bytes, first.bytes);
    if (inside.size > 0 && bytes > mostBytes) break;
    waiting.shift();
    first.sinceMs = performance.now();
    inside.add(first);
    first.begin();
  }
  if (waiting.length > 0) room.timer = makeWay(room);
}

/** Looks now and then for those that hardly come. */
function makeWay(room: Room): NodeJS.Timeout {
  const late = setTimeout(() => {
    // After what has arrived was read, on a machine that is busy.
    setImmediate(() => {
      const now = performance.now();
      for (const body of room.inside) {
        const ms = now - body.sinceMs;
        if (ms > patienceMs && (body.arrived() ?? Infinity) < (slowest * ms) / 1000) body.giveWay();
      }
    });
    room.timer = makeWay(room);
  }, patienceMs / 3);
  late.unref();
  return late;
}

/** How much follows the headers; as much as there may be where they don't say. */
function announcedBytes({ req }: Context, largest: number): number {
  if (req.header('transfer-encoding') !== undefined) return largest;
  return Number(req.header('content-length') ?? 0) || 0;
}
