import { AudioVisualizer, english } from '@vivavoce/react';
import type { VoiceActivity } from '@vivavoce/react';
import { longHum } from '../conversation.ts';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const states: readonly VoiceActivity[] = [
  'idle',
  'connecting',
  'listening',
  'userSpeaking',
  'thinking',
  'speaking',
  'paused',
  'muted',
  'typing',
];

export const audioVisualizer: readonly Story[] = storiesOf('AudioVisualizer', [
  ...(['bars', 'wave', 'orb', 'ring', 'grid'] as const).flatMap(
    (shape): Omit<Story, 'component'>[] => [
      {
        name: `${shape}, no call`,
        page: <Row>{<AudioVisualizer shape={shape} />}</Row>,
        shows: `[data-shape="${shape}"][data-state="idle"]`,
        width: 360,
      },
      {
        name: `${shape}, speaking`,
        page: <Row>{<AudioVisualizer shape={shape} />}</Row>,
        shows: `[data-shape="${shape}"][data-state="speaking"]`,
        width: 360,
        humming: true,
        script: (chat) => void chat.say('Listen to this.', { tones: longHum }),
      },
    ],
  ),
  {
    name: 'orb, user speaking',
    page: <Row>{<AudioVisualizer shape="orb" participant="user" />}</Row>,
    shows: '[data-state="userSpeaking"]',
    width: 360,
    humming: true,
    script: quiet,
  },
  {
    name: 'orb, muted',
    page: <Row>{<AudioVisualizer shape="orb" />}</Row>,
    shows: '[data-state="muted"]',
    width: 360,
    provider: { muted: true },
    script: quiet,
  },
  ...(['orb', 'ring'] as const).map((shape): Omit<Story, 'component'> => ({
    name: `${shape}, each state`,
    page: (
      <div className="story__states">
        {states.map((state) => (
          <figure key={state}>
            <AudioVisualizer shape={shape} state={state} level={0.5} />
            <figcaption>{english.activity[state]}</figcaption>
          </figure>
        ))}
      </div>
    ),
    shows: `[data-shape="${shape}"][data-state="typing"]`,
  })),
  {
    name: 'five bars',
    page: (
      <Row>
        <AudioVisualizer bands={5} style={{ inlineSize: '6rem' }} />
      </Row>
    ),
    shows: '[data-state="speaking"]',
    width: 360,
    script: (chat) => void chat.say('Listen to this.', { tones: longHum }),
  },
]);
