import { soundWords, sounds } from './grammar.ts';
import { speechRate } from '../../audio/pcm.ts';
import { WorkerThreads } from '../support/worker-threads.ts';

/**
 * What a short piece of speech is: a `back-channel`, by which a listener only says that he listens; a `command`, by which he wants to
 * speak; or any `other` speech.
 */
export type ShortSpeech = 'back-channel' | 'command' | 'other';

/** Tells "mhm" and "yeah" from "stop" and "wait", and both from other speech. */
export interface BackChannels {
  /** The engine's name. */
  readonly name: string;
  /**
   * What this speech is, as far as it goes.
   *
   * @param samples - 16 kHz mono.
   */
  listen(samples: Int16Array, signal?: AbortSignal): Promise<ShortSpeech>;
  /** Sound begins to come: what takes time to start may be started. */
  prepare?(): void;
  /** Ends what the engine holds. */
  close(): Promise<void>;
}

/** What is in no English dictionary. The mark keeps it apart from what is. */
const murmurs: [string, string][] = [
  ['-mhm', 'M HH M'],
  ['-umhum', 'AH M HH AH M'],
  ['-emhem', 'EH M HH EH M'],
  ['-mm', 'M M M'],
  ['-mum', 'M AH M'],
  ['-uhhuh', 'AH HH AH'],
  ['-uhhuhn', 'AH HH AH N'],
  ['-uhuh', 'AH AH'],
];

/** German ones, in the sounds of English. */
const germanBackChannels: [string, string][] = [
  ['-ja', 'Y AA'],
  ['-genau', 'G AH N AW'],
  ['-stimmt', 'SH T IH M T'],
  ['-achso', 'AA K Z OW'],
  ['-klar', 'K L AA'],
];
const germanCommands: [string, string][] = [
  ['-stopp', 'SH T AO P'],
  ['-warte', 'V AA R T AH'],
  ['-nein', 'N AY N'],
  ['-moment', 'M OW M EH N T'],
  ['-halt', 'HH AA L T'],
  ['-entschuldigung', 'EH N T SH UH L D IH G UH NG'],
];

const backChannels = [
  ...[...murmurs, ...germanBackChannels].map(([word]) => word),
  'yeah',
  'yes',
  'right',
  'okay',
  'i see',
  'sure',
];

/** They stand beside the back-channels so that "no" and "wait" are not taken for the nearest of these. */
const commands = [
  ...germanCommands.map(([word]) => word),
  'stop',
  'stop it',
  'please stop',
  'wait',
  'wait a moment',
  'no',
  'no no',
  'hold on',
  'excuse me',
  'hey',
  'sorry',
];

/**
 * How unlikely any other speech is against the two lists. Measured on voices of people and of machines: at 1e-30 the beginning
 * of nearly every sentence is taken for one of the words, at 1e-10 half of the back-channels for other speech.
 */
const otherSpeechWeight = '1e-20';

const grammar = [
  '#JSGF V1.0;',
  'grammar short;',
  `public <utterance> = <back> | <command> | /${otherSpeechWeight}/ <other>;`,
  `<back> = ${backChannels.join(' | ')};`,
  `<command> = ${commands.join(' | ')};`,
  `<other> = ( ${sounds.join(' | ')} )+;`,
].join('\n');

/** soundswallower with two short lists of words, in a thread of its own: about 70 ms for the first half second of an utterance. */
export function createBackChannels(): BackChannels {
  const script = new URL('./soundswallower-worker.js', import.meta.url);
  const thread = new WorkerThreads<Int16Array, { text: string }>('soundswallower', script, {
    data: {
      grammar,
      extraWords: [...soundWords, ...murmurs, ...germanBackChannels, ...germanCommands],
    },
    longestMs: 20_000,
  });
  const known = new Map<string, ShortSpeech>([
    ...backChannels.map((text): [string, ShortSpeech] => [text, 'back-channel']),
    ...commands.map((text): [string, ShortSpeech] => [text, 'command']),
  ]);
  const recognise = async (samples: Int16Array, signal?: AbortSignal) =>
    (await thread.request(samples.slice(), signal)).text;
  let prepared: Promise<unknown> | undefined;
  return {
    name: 'soundswallower',
    prepare() {
      // Whoever asks is told when it can't be started.
      prepared ??= recognise(new Int16Array(speechRate / 10)).catch(() => undefined);
    },
    listen: async (samples, signal) => known.get(await recognise(samples, signal)) ?? 'other',
    close: () => thread.close(),
  };
}
