import type { ScriptedChat } from '@vivavoce/testing';

/** A tone for each syllable, as far as a tone can tell a tale. */
export function hum(syllables: number): { duration: number; frequency: number }[] {
  const scale = [196, 220, 247, 294, 330];
  return Array.from({ length: syllables }, (_, index) => ({
    duration: 180,
    frequency: scale[(index * 7 + 3) % scale.length] ?? 220,
  }));
}

/** So long that a picture of it can be taken. */
export const longHum: ReturnType<typeof hum> = hum(100);

/** A question and an answer, with scores. */
export function smallTalk(chat: ScriptedChat, begin = 0): void {
  chat.hear('Hi! I moved to a new city last week.', {
    time: { begin, end: begin + 2000 },
    scores: { Excitement: 0.71, Joy: 0.62, Anxiety: 0.38, Interest: 0.33, Nostalgia: 0.21 },
  });
  chat.say('Congratulations! A new city is a fresh page.', {
    tones: [],
    scores: { Joy: 0.58, Interest: 0.55, Admiration: 0.3 },
  });
  chat.say('What do you like best so far?', { tones: [] });
  chat.endTurn();
  chat.hear('The light in the mornings, I think.', {
    time: { begin: begin + 5000, end: begin + 7000 },
    scores: { Contentment: 0.64, Calmness: 0.52, 'Aesthetic Appreciation': 0.47, Awe: 0.25 },
  });
}
