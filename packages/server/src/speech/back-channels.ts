import { linear16ToFloat } from '@vivavoce/evi';
import { soundWords, sounds } from './grammar.ts';
import { speechRate } from './voice-activity.ts';
import { WorkerThreads } from './worker-threads.ts';

/** Tells "mhm" and "yeah", by which a listener only says that he listens, from words that want something. */
export interface BackChannels {
  /** The engine's name. */
  readonly name: string;
  /**
   * Whether this speech, as far as it goes, is no more than a back-channel.
   *
   * @param samples - 16 kHz mono.
   */
  isBackChannel(samples: Int16Array, signal?: AbortSignal): Promise<boolean>;
  /** Sound begins to come: what takes time to start may be started. */
  prepare?(): void;
  /** Ends what the engine holds. */
  close(): Promise<void>;
}

/** What nobody has in a dictionary. The mark keeps it apart from what is. */
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

const backChannels = [
  ...murmurs.map(([word]) => word),
  'yeah',
  'yes',
  'right',
  'okay',
  'i see',
  'sure',
];

/** They stand beside the back-channels so that "no" and "wait" are not taken for the nearest of these. */
const commands = [
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
  const thread = new WorkerThreads<Float32Array, string>('soundswallower', script, {
    data: { grammar, extraWords: [...soundWords, ...murmurs] },
    longestMs: 20_000,
  });
  const known = new Set(backChannels);
  const recognise = (samples: Int16Array, signal?: AbortSignal) =>
    thread.request(linear16ToFloat(samples), signal);
  let prepared: Promise<unknown> | undefined;
  return {
    name: 'soundswallower',
    prepare() {
      // Whoever asks is told when it can't be started.
      prepared ??= recognise(new Int16Array(speechRate / 10)).catch(() => undefined);
    },
    isBackChannel: async (samples, signal) => known.has(await recognise(samples, signal)),
    close: () => thread.close(),
  };
}
