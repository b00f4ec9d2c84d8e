import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { bytesToLinear16, linear16ToBytes } from '@vivavoce/evi';
import { oldestWithSound } from './chats.ts';
import { speechRate } from '../../audio/pcm.ts';
import type { Database } from '../database/database.ts';
import { inSteps } from '../database/in-steps.ts';
import { ownersOfSound, soundInAll } from '../database/quotas.ts';

const audio = sqliteTable('chat_audio', {
  row: integer().primaryKey({ autoIncrement: true }),
  chatId: text('chat_id').notNull(),
  side: text().$type<AudioSide>().notNull(),
  at: integer().notNull(),
  samples: integer().notNull(),
  data: blob({ mode: 'buffer' }).notNull(),
});

/** The tables of this file. */
export const chatAudioTables: readonly SQLiteTable[] = [audio];

/** More pieces than these are more than one query. */
const mostInQuery = 500;

/** Who is heard. */
export type AudioSide = 'user' | 'assistant';

/** No piece that is kept is longer, in samples. */
export const longestPiece: number = 2 * speechRate;

/** A stretch of one side's sound: mono, 16 kHz. */
export interface AudioPiece {
  side: AudioSide;
  /** Where it begins, in samples from the beginning of the Chat. */
  at: number;
  samples: Int16Array;
}

/** A piece, and whose it is. */
export interface ChatAudioPiece extends AudioPiece {
  chatId: string;
}

/** Keeps pieces, none longer than {@link longestPiece}. */
export async function insertAudio(
  database: Database,
  pieces: readonly ChatAudioPiece[],
): Promise<void> {
  const rows = pieces.map(({ chatId, side, at, samples }) => ({
    chatId,
    side,
    at,
    samples: samples.length,
    data: Buffer.from(linear16ToBytes(samples)),
  }));
  // A query has so many places for values; all of it is kept or nothing.
  const [first, ...rest] = Array.from({ length: Math.ceil(rows.length / mostInQuery) }, (_, i) =>
    rows.slice(i * mostInQuery, (i + 1) * mostInQuery),
  );
  if (first === undefined) return;
  await database.ask((orm) =>
    orm.batch([
      orm.insert(audio).values(first),
      ...rest.map((some) => orm.insert(audio).values(some)),
    ]),
  );
}

/** The sound of a Chat between two samples; pieces may reach beyond both. */
export async function readAudio(
  database: Database,
  chatId: string,
  from: number,
  to: number,
): Promise<AudioPiece[]> {
  const rows = await database.ask((orm) =>
    orm
      .select({ row: audio.row, side: audio.side, at: audio.at, data: audio.data })
      .from(audio)
      .where(and(eq(audio.chatId, chatId), gt(audio.at, from - longestPiece), lt(audio.at, to))),
  );
  rows.sort((one, other) => one.row - other.row);
  return rows.map(({ side, at, data }) => ({ side, at, samples: bytesToLinear16(data) }));
}

/** How long the sound of Chats is, in samples. Those without any are left out. */
export async function audioLengths(
  database: Database,
  chatIds: readonly string[],
): Promise<Map<string, number>> {
  // No piece is longer: what ends last begins among the last.
  const rows = await database.ask((orm) =>
    orm.all<{ id: string; samples: number | null }>(
      sql`select i.value as id, (
        select max(a.at + a.samples) from chat_audio a
        where a.chat_id = i.value and a.at > (select max(l.at) from chat_audio l where l.chat_id = i.value) - ${longestPiece}
      ) as samples from json_each(${JSON.stringify(chatIds)}) i`,
    ),
  );
  return new Map(
    rows.flatMap(({ id, samples }) => (samples === null ? [] : [[id, samples] as const])),
  );
}

/** How much sound is kept in all, in samples. */
export async function keptSamples(database: Database): Promise<number> {
  const [row] = await database.ask(soundInAll);
  return (row?.bytes ?? 0) / 2;
}

/**
 * Forgets the sound of the oldest Chat that has ended, of whoever has most: nobody's recordings push out those of others who have less.
 *
 * @returns whether there was one.
 */
export async function dropOldestAudio(database: Database): Promise<boolean> {
  for (const { owner } of await database.ask(ownersOfSound)) {
    const oldest = await oldestWithSound(database, owner);
    if (oldest === undefined) continue;
    await removeAudio(database, oldest);
    return true;
  }
  return false;
}

/** Forgets the sound of a Chat, a few MB at a time: the database does nothing else meanwhile. */
export async function removeAudio(database: Database, chatId: string): Promise<void> {
  await inSteps(50, (most) =>
    database.ask((orm) => {
      const some = orm
        .select({ row: audio.row })
        .from(audio)
        .where(eq(audio.chatId, chatId))
        .limit(most);
      return orm.delete(audio).where(inArray(audio.row, some));
    }),
  );
}
