import { AudioVisualizer } from '@vivavoce/react';
import { longHum } from '../conversation.ts';
import { Row } from '../Row.tsx';
import { quiet, storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

export const audioVisualizer: readonly Story[] = storiesOf('AudioVisualizer', [
  ...(['bars', 'wave', 'orb'] as const).flatMap((shape): Omit<Story, 'component'>[] => [
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
  ]),
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
