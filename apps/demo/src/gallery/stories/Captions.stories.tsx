import { Captions } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { longHum } from '../conversation.ts';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const captions = { page: <Captions />, width: 560 };

export const captionsStories: readonly Story[] = storiesOf('Captions', [
  {
    ...captions,
    name: 'the assistant',
    shows: '[data-state="assistant"]',
    script: (chat) => void chat.say('The next train leaves at noon.', { tones: longHum }),
  },
  {
    ...captions,
    name: 'the user so far',
    leads: true,
    shows: '[data-state="user"]',
    script: (chat) => chat.hear('When does the next', { interim: true }),
  },
  {
    ...captions,
    name: 'German, long',
    shows: '[data-state="assistant"]',
    lang: 'de',
    provider: { labels: german },
    script: (chat) =>
      void chat.say(
        'Der nächste Zug fährt um zwölf Uhr von Gleis neun ab, und das Café daneben öffnet eine Stunde vorher, wenn du noch einen Tee möchtest.',
        { tones: longHum },
      ),
  },
  {
    ...captions,
    name: 'right to left',
    shows: '[data-state="user"]',
    dir: 'rtl',
    lang: 'he',
    script: (chat) => chat.hear('מתי יוצאת הרכבת', { interim: true }),
  },
]);
