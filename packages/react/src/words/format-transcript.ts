import { englishEntry } from '../provider/labels/english-entry.ts';
import type { EntryLabels } from '../provider/labels/voice-labels.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { entryNote, toolNote } from './entry-words.ts';

/** `text` to read, `json` for programs, `vtt` (WebVTT) as captions of a recording. */
export type TranscriptFormat = 'text' | 'json' | 'vtt';

/** Options of {@link formatTranscript}. */
export interface TranscriptFormatOptions {
  /** Labels of speakers and notes; JSON has none. Default: `english`. */
  readonly labels?: EntryLabels | undefined;
  /** The time that is 0:00 in WebVTT, such as the start of a recording: ms since the epoch. Default: the start of the first entry. */
  readonly origin?: number | undefined;
}

/**
 * Formats a transcript as text, JSON or WebVTT.
 *
 * - `text`: a paragraph for each turn, with what was cut short, typed or called in brackets.
 * - `json`: the entries as they are, a list of {@link TranscriptEntry}.
 * - `vtt`: a cue for each entry that was to be heard, with its speaker, and its language where that is known. Times are those of the sound as far as they are
 *   known: from when the entry came, and by its length, where nothing was heard, as of typed text. Sentences that an
 *   interruption left unspoken have no cue.
 *
 * @example
 * ```ts
 * const { entries } = useTranscript();
 * const captions = formatTranscript(entries, 'vtt', { labels: german });
 * ```
 * @throws TypeError for an unknown format
 */
export function formatTranscript(
  entries: readonly TranscriptEntry[],
  format: TranscriptFormat,
  { labels = englishEntry, origin }: TranscriptFormatOptions = {},
): string {
  switch (format) {
    case 'text':
      return toText(entries, labels);
    case 'json':
      return `${JSON.stringify(entries, null, 2)}\n`;
    case 'vtt':
      return toWebVtt(entries, labels, origin);
    default:
      throw new TypeError(
        `Failed to write the transcript: there is no format "${String(format)}". Did you mean text, json or vtt?`,
      );
  }
}

function toText(entries: readonly TranscriptEntry[], labels: EntryLabels): string {
  const paragraphs = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.begins) paragraphs.set(`before ${entry.turn}`, [`[${labels.begins[entry.begins]}]`]);
    const words = paragraphs.get(entry.turn) ?? [`${speaker(entry, labels)}:`];
    paragraphs.set(entry.turn, words);
    const { text, toolCalls } = entry;
    if (text || toolCalls.length === 0) words.push(text || `[${labels.noTranscript}]`);
    const note = entryNote(entry, labels);
    if (note !== null) words.push(`[${note}]`);
    for (const call of toolCalls) words.push(`[${toolNote(call, labels)}]`);
  }
  return [...paragraphs.values()].map((words) => `${words.join(' ')}\n`).join('\n');
}

interface Cue {
  readonly entry: TranscriptEntry;
  /** ms since the epoch. */
  readonly begin: number;
  readonly end: number;
}

function toWebVtt(
  entries: readonly TranscriptEntry[],
  labels: EntryLabels,
  origin = Number.POSITIVE_INFINITY,
): string {
  const cues = entries
    .filter(({ text, heard }) => text.trim() && !(heard?.cut && heard.duration === 0))
    .map(toCue)
    .sort((a, b) => a.begin - b.begin);
  // No time may come before 0.
  const zero = Math.min(origin, cues[0]?.begin ?? 0);
  const blocks = cues.map(({ entry, begin, end }) => {
    const language = annotation(entry.language ?? '');
    // An empty line would end the cue.
    const text = escaped(entry.text.trim()).replace(/\s*[\r\n]+\s*/g, '\n');
    const words = language ? `<lang ${language}>${text}</lang>` : text;
    return `${clock(begin - zero)} --> ${clock(end - zero)}\n<v ${annotation(speaker(entry, labels))}>${words}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

function toCue(entry: TranscriptEntry): Cue {
  const begin = entry.spokenAt ?? entry.receivedAt;
  const { time, source, heard, text } = entry;
  const spoken = source === 'speech' && time ? time.end - time.begin : heard?.duration;
  // As long as it takes to read, where nobody heard it.
  return {
    entry,
    begin,
    end: begin + (spoken || Math.min(10_000, Math.max(1000, text.length * 60))),
  };
}

function speaker({ role }: TranscriptEntry, { you, assistant }: EntryLabels): string {
  return role === 'user' ? you : assistant;
}

function annotation(text: string): string {
  return escaped(text).replace(/\s+/g, ' ');
}

/** WebVTT, 4.2.2: text spans may hold neither of these. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** 01:02:03.004 */
function clock(duration: number): string {
  const ms = Math.round(duration);
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1000].map((unit) => Math.floor(ms / unit));
  const two = (value = 0): string => String(value).padStart(2, '0');
  return `${two(hours)}:${two((minutes ?? 0) % 60)}:${two((seconds ?? 0) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
