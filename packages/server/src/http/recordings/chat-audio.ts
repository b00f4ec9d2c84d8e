import type { ReturnChatAudioReconstruction } from '@vivavoce/evi';
import type { Context } from 'hono';
import { audioLengths } from '../../store/chats/chat-audio.ts';
import type { ChatRecord } from '../../store/chats/chats.ts';
import type { Database } from '../../store/database/database.ts';
import type { AudioAddresses } from './audio-address.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import type { PublicUrl } from '../access/public-url.ts';

/** There are no accounts here: everything belongs to one user. */
export const userId = '00000000-0000-0000-0000-000000000000';

/** What the routes of recordings need. */
export interface ChatAudioParts {
  database: Database;
  addresses: AudioAddresses;
  publicUrl: PublicUrl;
}

/** The recordings of Chats, each with an address where it is complete. */
export async function recordingsOnWire(
  { database, addresses, publicUrl }: ChatAudioParts,
  context: Context<CallerEnv>,
  chats: readonly ChatRecord[],
): Promise<ReturnChatAudioReconstruction[]> {
  const lengths = await audioLengths(
    database,
    chats.map(({ id }) => id),
  );
  const { req } = context;
  const base = publicUrl({ url: req.url, header: (name) => req.header(name) });
  return chats.map((chat) => {
    const status = statusOf(chat, lengths.has(chat.id));
    return {
      id: chat.id,
      user_id: userId,
      status,
      filename: status === 'COMPLETE' ? `chat-${chat.id}.wav` : null,
      modified_at: chat.endMs ?? chat.startMs,
      ...addressOf(
        status === 'COMPLETE' ? addresses.sign(chat.id, context.get('caller').pair) : undefined,
        base,
      ),
    };
  });
}

/**
 * How far the recording has come: nothing was heard yet; the Chat goes on; it is over and all of it is there, or some is
 * missing; nothing was kept, or is not kept any more.
 */
function statusOf(
  { status, audioFailed }: ChatRecord,
  heard: boolean,
): ReturnChatAudioReconstruction['status'] {
  if (audioFailed) return 'ERROR';
  if (status === 'ACTIVE') return heard ? 'IN_PROGRESS' : 'QUEUED';
  return heard ? 'COMPLETE' : 'CANCELLED';
}

function addressOf(address: { path: string; expiresMs: number } | undefined, base: string) {
  return {
    signed_audio_url: address ? base + address.path : null,
    signed_url_expiration_timestamp_millis: address?.expiresMs ?? null,
  };
}
