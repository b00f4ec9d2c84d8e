import { LiveCaption } from '@vivavoce/react';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';

const caption = { page: <LiveCaption />, width: 560 };

export const liveCaption: readonly Story[] = storiesOf('LiveCaption', [
  {
    ...caption,
    name: 'the assistant',
    shows: '[data-state="assistant"]',
    script: (chat) => {
      chat.say('The next train leaves at noon.', { tones: [] });
      chat.endTurn();
    },
  },
  {
    ...caption,
    name: 'the user',
    shows: '[data-state="user"]',
    script: (chat) => chat.hear('When does the next train leave?'),
  },
  {
    ...caption,
    name: 'long, with markup and emoji',
    shows: '[data-state="user"]',
    script: (chat) =>
      chat.hear(
        '<b>Please</b> read me https://example.org/timetables/an-address-without-any-place-to-break-it.html 🚂🎉, and then tell me whether the café by platform nine opens before the early train, because I would like a cup of tea.',
      ),
  },
  {
    ...caption,
    name: 'right to left',
    shows: '[data-state="user"]',
    dir: 'rtl',
    lang: 'he',
    script: (chat) => chat.hear('מתי יוצאת הרכבת הבאה לתל אביב?'),
  },
]);
