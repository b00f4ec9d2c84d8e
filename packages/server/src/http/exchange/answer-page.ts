import type { Context } from 'hono';
import type { Page } from '../../store/database/page.ts';
import type { CallerEnv } from './caller.ts';
import { inPieces } from './in-pieces.ts';

/**
 * Answers with a page of a list; one that is large is never in memory as a whole, but read and sent piece by piece.
 *
 * @param about - what the answer says beside the items.
 * @param field - where the items stand.
 * @param toWire - the items as they are answered.
 */
export async function answerPage<Item>(
  context: Context<CallerEnv>,
  about: object,
  field: string,
  page: Page<Item>,
  toWire: (items: readonly Item[]) => object[] | Promise<object[]>,
): Promise<Response> {
  const pieces = page.pieces();
  // What fails at once is answered with its status.
  const first = await pieces.next();
  const items = first.done ? [] : await toWire(first.value);
  if (page.inOnePiece) return context.json({ ...about, [field]: items });
  const begin = `${JSON.stringify(about).slice(0, -1)},"${field}":[${listed(items)}`;
  const texts = handedOver([begin], async () => {
    const { done, value } = await pieces.next();
    return done ? [] : [`,${listed(await toWire(value))}`];
  });
  const body = inPieces(context, texts, context.get('inTurn'));
  return context.body(body, 200, { 'content-type': 'application/json' });
}

/** The text of a list. What was handed over is not kept here as well, however long its reader takes over it. */
async function* handedOver(
  first: string[],
  next: () => Promise<string[]>,
): AsyncGenerator<string, void, undefined> {
  for (let texts = first; texts.length > 0; texts = await next()) yield texts.pop() ?? '';
  yield ']}';
}

/** As they stand between the brackets of a list. */
function listed(items: readonly object[]): string {
  return JSON.stringify(items).slice(1, -1);
}
