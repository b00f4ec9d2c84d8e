import type { TranscriptEntry } from '../store/transcript-state.ts';

/** Letters that are spoken in a ms, where nothing was heard whole yet. */
const usualRate = 0.015;

/** How many letters the assistant speaks in a ms, by what of it was heard whole; a usual number before anything was. */
export function speechRate(entries: readonly TranscriptEntry[]): number {
  return knownSpeechRate(entries) ?? usualRate;
}

/** The same; undefined before anything was. */
export function knownSpeechRate(entries: readonly TranscriptEntry[]): number | undefined {
  let [letters, duration] = [0, 0];
  for (const { role, text, heard } of entries) {
    if (role !== 'assistant' || !heard || heard.cut || text === '') continue;
    letters += text.length;
    duration += heard.duration;
  }
  return duration > 0 ? letters / duration : undefined;
}

/**
 * What of a message was heard: all of it, or, where an interruption cut it short, the words up to there. Services send an answer's text
 * well before its sound, and say nothing of which word is where: it is told by the time, to a word or two.
 *
 * @param rate letters that the assistant speaks in a ms
 */
export function heardText({ text, heard }: TranscriptEntry, rate: number): string {
  if (!heard?.cut) return text;
  const letters = Math.round(heard.duration * rate);
  if (letters >= text.length) return text;
  const spoken = text.slice(0, letters);
  // Some languages have no spaces between words.
  const whole = /\s/.test(text[letters] ?? '') || !/\s/.test(text.trim());
  return (whole ? spoken : spoken.replace(/\S*$/, '')).trimEnd();
}
