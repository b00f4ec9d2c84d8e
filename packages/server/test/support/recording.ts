import type { RunningServer } from '../../src/index.ts';

/** A recording of a Chat, as the REST API tells of it. */
export interface Recording {
  id: string;
  status: string;
  filename: string | null;
  modified_at: number;
  signed_audio_url: string | null;
  signed_url_expiration_timestamp_millis: number | null;
}

/** What the server says of the recording of a Chat. */
export async function recordingOf(server: RunningServer, chatId: string): Promise<Recording> {
  const answer = await fetch(`${server.url}/v0/evi/chats/${chatId}/audio`);
  return (await answer.json()) as Recording;
}

/** Both sides of a recording, each 16 kHz mono. */
export interface Sides {
  user: Int16Array;
  assistant: Int16Array;
}

/** Fetches a recording, and reads it. */
export async function heardIn(url: string | null): Promise<Sides> {
  const wav = Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
  const format = [wav.toString('latin1', 0, 4), wav.readUInt16LE(22), wav.readUInt32LE(24)];
  if (format.join() !== 'RIFF,2,16000' || wav.readUInt32LE(40) !== wav.length - 44) {
    throw new Error(`not two channels of 16 kHz: ${format.join()}`);
  }
  const frames = (wav.length - 44) / 4;
  const side = (channel: number) =>
    Int16Array.from({ length: frames }, (_, i) => wav.readInt16LE(44 + 4 * i + 2 * channel));
  return { user: side(0), assistant: side(1) };
}

/** Stretches of sound, in ms: those that less than 50 ms of silence, or so many, lie between are one. */
export function soundsIn(samples: Int16Array, pause = 50): { from: number; to: number }[] {
  const sounds: { from: number; to: number }[] = [];
  for (const [i, sample] of samples.entries()) {
    if (sample === 0) continue;
    const ms = i / 16;
    const last = sounds.at(-1);
    if (last && ms - last.to < pause) last.to = ms;
    else sounds.push({ from: ms, to: ms });
  }
  return sounds;
}
