import type { SayOptions } from '@vivavoce/testing';

/** What the partner in the page says. */
export interface Reply {
  readonly sentences: readonly string[];
  readonly scores: NonNullable<SayOptions['scores']>;
}

const replies: readonly (readonly [RegExp, Reply])[] = [
  [
    /^hello$|^hi\b|good (morning|evening)/i,
    {
      sentences: [
        'Hello! There is no voice server, so I live in this page.',
        'I hum my words, and I understand what you type.',
      ],
      scores: { Joy: 0.62, Interest: 0.41, Calmness: 0.33 },
    },
  ],
  [
    /time/i,
    {
      sentences: ['It is time for a break, by my clock.'],
      scores: { Amusement: 0.55, Calmness: 0.5, Joy: 0.3 },
    },
  ],
  [
    /joke|funny/i,
    {
      sentences: ['A microphone walks into a bar.', 'Nobody had muted it.'],
      scores: { Amusement: 0.82, Joy: 0.6, Excitement: 0.35 },
    },
  ],
  [
    /who|what are you/i,
    {
      sentences: ['A script of a few lines, playing the part of a server.'],
      scores: { Contemplation: 0.5, Interest: 0.48, Pride: 0.21 },
    },
  ],
];

const unknown: Reply = {
  sentences: ['I know few sentences.', 'With the local server you can talk about more.'],
  scores: { Awkwardness: 0.38, Calmness: 0.36, Interest: 0.3 },
};

const unheard: Reply = {
  sentences: ['I heard you speak, but without a server nobody turns it into words. Please type.'],
  scores: { Sympathy: 0.44, Awkwardness: 0.4, Calmness: 0.28 },
};

/** @param said what was typed; null for speech */
export function replyTo(said: string | null): Reply {
  if (said === null) return unheard;
  return replies.find(([pattern]) => pattern.test(said.trim()))?.[1] ?? unknown;
}
