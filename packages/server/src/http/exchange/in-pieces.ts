import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/**
 * The body of an answer that is made piece by piece, each when the client has taken the one before: no more than one of them is in
 * memory. Where one can't be made, the connection is cut off: half of an answer is not to be taken for all of it.
 *
 * @param inTurn - makes a piece when it is the client's turn.
 */
export function inPieces(
  context: Context,
  pieces: AsyncGenerator<Uint8Array | string, void, undefined>,
  inTurn: <Value>(work: () => Promise<Value>) => Promise<Value>,
): ReadableStream<Uint8Array> {
  const { outgoing } = context.env as Partial<HttpBindings>;
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // What the adapter reads first, in case that is all, it keeps for as long as the answer takes.
        for (let i = 0; i < 2; i++) controller.enqueue(new Uint8Array());
      },
      async pull(controller) {
        try {
          const { done, value } = await inTurn(() => pieces.next());
          if (done) controller.close();
          else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
        } catch (error) {
          // The adapter would write the error to the client, and to the console. Whoever failed has logged it.
          outgoing?.destroy();
          if (outgoing) controller.close();
          else controller.error(error);
        }
      },
      async cancel() {
        await pieces.return();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
