import { scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import type { ScriptedChat } from '@vivavoce/testing';
import { replyTo } from './reply-to.ts';

/** Loudness, root mean square, from which somebody is taken to be speaking. */
const spoken = 0.02;
/** Chunks of 20 ms without speech after which an utterance is over: 0.7 s. */
const silence = 35;
/** Chunks of speech that make an utterance: 0.2 s. */
const enough = 10;

/**
 * A partner in the page itself, for where there is no server: it answers what is typed with words and a hum, and tells
 * who speaks that it can't understand speech.
 *
 * @returns the address to give to the provider
 */
export function offlinePartner(): string {
  const evi = scriptedEvi({
    url: 'ws://offline.vivavoce',
    patience: Number.MAX_SAFE_INTEGER / 2 ** 24,
    onChat: (chat) => {
      chat.greet({ chatGroupId: crypto.randomUUID() });
      void talk(chat);
      void listenTo(chat);
    },
  });
  listen(evi);
  return evi.url;
}

async function talk(chat: ScriptedChat): Promise<void> {
  await chat.next('session_settings');
  answer(chat, 'hello');
  for (;;) {
    const { text } = await chat.next('user_input');
    chat.hear(text, { fromText: true });
    answer(chat, text);
  }
}

async function listenTo(chat: ScriptedChat): Promise<void> {
  let [loud, quiet, chunks] = [0, 0, 0];
  for (;;) {
    const { data } = await chat.next('audio_input');
    chunks += 1;
    if (loudness(data) >= spoken) {
      loud += 1;
      quiet = 0;
      if (loud === enough) chat.interrupt();
      continue;
    }
    quiet += 1;
    if (quiet < silence) continue;
    if (loud >= enough) {
      const end = chunks * 20;
      chat.hear(null, { time: { begin: end - (loud + quiet) * 20, end } });
      answer(chat, null);
    }
    loud = 0;
  }
}

function answer(chat: ScriptedChat, said: string | null): void {
  const { sentences, scores } = replyTo(said);
  for (const sentence of sentences) {
    chat.say(sentence, { tones: humOf(sentence), scores });
  }
  chat.endTurn();
}

/** A hum with a note for each word, on a scale without a wrong one. */
function humOf(sentence: string): { duration: number; frequency: number; amplitude: number }[] {
  const scale = [196, 220, 247, 294, 330];
  return sentence.split(' ').map((word, index) => ({
    duration: 90 + 20 * Math.min(8, word.length),
    frequency: scale[(word.length * 3 + index) % scale.length] ?? 220,
    amplitude: 0.12,
  }));
}

/** Root mean square of little-endian linear16, as base64. */
function loudness(data: string): number {
  const bytes = atob(data);
  let sum = 0;
  for (let index = 0; index + 1 < bytes.length; index += 2) {
    const sample = ((bytes.charCodeAt(index) | (bytes.charCodeAt(index + 1) << 8)) << 16) >> 16;
    sum += (sample / 32_768) ** 2;
  }
  return Math.sqrt(sum / Math.max(1, bytes.length / 2));
}
