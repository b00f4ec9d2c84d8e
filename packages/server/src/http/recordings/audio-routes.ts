import { Hono } from 'hono';
import { audioLengths } from '../../store/chats/chat-audio.ts';
import type { Database } from '../../store/database/database.ts';
import type { AudioAddresses } from './audio-address.ts';
import { readByteRange } from './byte-range.ts';
import type { InTurnEnv } from '../exchange/caller.ts';
import { chatWav, chatWavSize } from './chat-wav.ts';
import { inPieces } from '../exchange/in-pieces.ts';
import { RestError } from '../exchange/rest-error.ts';

/** The recordings themselves, below `/audio`. The signed address is all the permission they ask for. */
export function audioRoutes(database: Database, addresses: AudioAddresses): Hono<InTurnEnv> {
  const routes = new Hono<InTurnEnv>();
  routes.get('/:file{.+\\.wav}', async (context) => {
    const filename = context.req.param('file');
    const chatId = filename.slice(0, -'.wav'.length);
    const { expires = '', signature = '' } = context.req.query();
    const state = addresses.check(chatId, expires, signature);
    if (state === 'forged') throw RestError.forbidden('The address was not signed by this server.');
    if (state === 'expired') throw RestError.gone('The address has expired. Ask for a new one.');
    const samples = (await audioLengths(database, [chatId])).get(chatId);
    if (samples === undefined) throw RestError.gone('The recording is not kept any more.');
    const size = chatWavSize(samples);
    const range = readByteRange(context.req.header('range'), size);
    if (range === 'unsatisfiable') {
      const { body, status } = RestError.rangeNotSatisfiable(size);
      return context.json(body, status, { 'content-range': `bytes */${String(size)}` });
    }
    const { from, to } = range ?? { from: 0, to: size };
    const sound = chatWav(database, chatId, samples, { from, to });
    const body = inPieces(context, sound, context.get('inTurn'));
    return context.body(body, range ? 206 : 200, {
      'content-type': 'audio/wav',
      'content-length': String(to - from),
      'content-disposition': `inline; filename="chat-${filename}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      ...(range && { 'content-range': `bytes ${String(from)}-${String(to - 1)}/${String(size)}` }),
    });
  });
  return routes;
}
