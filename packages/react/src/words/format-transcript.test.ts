import { expect, test } from 'vitest';
import { german } from '../provider/labels/german.ts';
import type { TranscriptEntry } from '../store/transcript-state.ts';
import { formatTranscript } from './format-transcript.ts';
import type { TranscriptFormat } from './format-transcript.ts';

const noon = Date.UTC(2026, 10, 25, 12);

function entry(id: string, own: Partial<TranscriptEntry>): TranscriptEntry {
  return {
    id,
    turn: id,
    role: 'assistant',
    text: id,
    state: 'final',
    source: 'speech',
    scores: null,
    receivedAt: noon,
    spokenAt: null,
    time: null,
    toolCalls: [],
    heard: null,
    ...own,
  };
}

const said = entry('Hello there.', {
  role: 'user',
  receivedAt: noon + 1300,
  spokenAt: noon,
  time: { begin: 40_000, end: 41_200 },
  scores: { Joy: 0.5 },
});
const heard = entry('A long story.', {
  spokenAt: noon + 2000,
  heard: { duration: 1500, cut: false },
});
const cut = entry('It begins', {
  turn: heard.id,
  spokenAt: noon + 3500,
  heard: { duration: 1240, cut: true },
});
const unspoken = entry('and ends.', { turn: heard.id, heard: { duration: 0, cut: true } });
const typed = entry('Stop', { role: 'user', source: 'text', receivedAt: noon + 3_725_004 });

test('as text each turn is a paragraph, with what is to be known of its sentences', () => {
  expect(formatTranscript([said, heard, cut, unspoken, typed], 'text')).toBe(
    [
      'You: Hello there.\n',
      'Assistant: A long story. It begins [cut short after 1.2 s] and ends. [not played]\n',
      'You: Stop [typed]\n',
    ].join('\n'),
  );
});

test('tool calls, speech without words and interim words are noted in the text', () => {
  const call = {
    id: 'c',
    name: 'get_$&',
    parameters: '{}',
    outcome: { status: 'pending' },
  } as const;
  const entries = [
    entry('wordless', { role: 'user', text: '' }),
    entry('tool', { text: '', toolCalls: [call] }),
    entry('wai', { role: 'user', state: 'interim' }),
  ];
  expect(formatTranscript(entries, 'text')).toBe(
    [
      'You: [Couldn’t transcribe this]\n',
      'Assistant: [Using get_$&…]\n',
      'You: wai [listening…]\n',
    ].join('\n'),
  );
});

test('the words around the text are those of the labels', () => {
  expect(formatTranscript([cut], 'text', { labels: german })).toBe(
    'Assistent: It begins [nach 1,2 s unterbrochen]\n',
  );
  expect(formatTranscript([said], 'vtt', { labels: german })).toContain('<v Du>Hello there.');
});

test('as JSON the entries come back as they were', () => {
  const entries = [said, cut, typed];
  expect(JSON.parse(formatTranscript(entries, 'json'))).toEqual(entries);
});

test('as WebVTT each entry is a cue at the time it was heard, from the first one on', () => {
  expect(formatTranscript([said, heard, cut, unspoken, typed], 'vtt')).toBe(
    `WEBVTT

00:00:00.000 --> 00:00:01.200
<v You>Hello there.

00:00:02.000 --> 00:00:03.500
<v Assistant>A long story.

00:00:03.500 --> 00:00:04.740
<v Assistant>It begins

01:02:05.004 --> 01:02:06.004
<v You>Stop
`,
  );
});

test('a cue names its language where the service has, whatever stands there', () => {
  const named = (language: string): string =>
    formatTranscript([{ ...typed, language }], 'vtt')
      .split('\n')
      .slice(3)
      .join('\n');
  expect(named('de')).toBe('<v You><lang de>Stop</lang>\n');
  expect(named('d\n\n<e>')).toBe('<v You><lang d &lt;e&gt;>Stop</lang>\n');
});

test('cues stand in the order of their times, and count from the begin of a recording', () => {
  const early = entry('First', { spokenAt: noon, heard: { duration: 100, cut: false } });
  const cues = formatTranscript([heard, early], 'vtt', { origin: noon - 60_000 });
  expect(cues.match(/\d\d:\d\d:\S+/g)).toEqual([
    '00:01:00.000',
    '00:01:00.100',
    '00:01:02.000',
    '00:01:03.500',
  ]);
  // No time lies before 0.
  expect(formatTranscript([early], 'vtt', { origin: noon + 5000 })).toContain('00:00:00.000 -->');
});

test('nothing that is said can end a cue or begin a tag', () => {
  const nasty = 'a < b && c > d\r\n\r\n\n00:00 --> 00:01\n<v Eve>me 👩‍👩‍👧 שלום';
  const cues = formatTranscript([entry('nasty', { text: nasty })], 'vtt', {
    labels: { ...german, assistant: 'A > B\n\nC' },
  });
  expect(cues.split('\n').slice(3)).toEqual([
    '<v A &gt; B C>a &lt; b &amp;&amp; c &gt; d',
    '00:00 --&gt; 00:01',
    '&lt;v Eve&gt;me 👩‍👩‍👧 שלום',
    '',
  ]);
});

test.each<[TranscriptFormat, string]>([
  ['text', ''],
  ['json', '[]\n'],
  ['vtt', 'WEBVTT\n'],
])('an empty transcript is empty as %s', (format, expected) => {
  expect(formatTranscript([], format)).toBe(expected);
});

test('a format there is not is refused, and named', () => {
  expect(() => formatTranscript([], 'srt' as TranscriptFormat)).toThrow(
    /no format "srt".*text, json or vtt/,
  );
});
