import { Transcript } from '@vivavoce/react';
import type { TranscriptProps } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { hum, longHum, smallTalk } from '../conversation.ts';
import { arabic, hebrew } from '../other-labels.ts';
import { storiesOf } from '../story.ts';
import type { Story } from '../story.ts';
import { pass, press, waitFor } from '../wait-for.ts';

const log = { page: <Transcript /> };

/** As an app may put it: with an initial, the time, and a button. */
const withInitial: TranscriptProps['renderTurn'] = ({ role }, { speaker, time, text, scores }) => (
  <>
    <div className="story__byline">
      <span className="story__initial" aria-hidden="true">
        {role === 'user' ? 'Y' : 'A'}
      </span>
      {speaker}
      {time}
    </div>
    {text}
    {scores}
    <button type="button" className="vv-button">
      Read aloud
    </button>
  </>
);

/** Stars round a word make it strong: as much Markdown as the story needs. */
const withStars: TranscriptProps['renderText'] = ({ text }) =>
  text.split('*').map((part, index) => (index % 2 ? <strong key={index}>{part}</strong> : part));

export const transcript: readonly Story[] = storiesOf('Transcript', [
  { ...log, name: 'before the first words', shows: '[data-state="empty"]' },
  {
    name: 'a conversation',
    page: <Transcript emotions={3} />,
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => smallTalk(chat),
  },
  {
    name: 'turns of the app’s own',
    page: <Transcript renderTurn={withInitial} renderText={withStars} emotions={2} />,
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => {
      smallTalk(chat);
      chat.say('Then the *mornings* are yours. And the *evenings*?', { tones: [] });
    },
  },
  {
    ...log,
    name: 'still being said',
    shows: '.vv-entry[data-state="interim"]',
    script: (chat) => {
      chat.say('Where shall we go?', { tones: [] });
      chat.endTurn();
      chat.hear('Perhaps to the', { interim: true });
    },
  },
  {
    ...log,
    name: 'cut short',
    shows: '.vv-entry[data-state="cut"]',
    script: async (chat) => {
      chat.hear('Tell me about the sea.');
      chat.say('The sea covers most of the planet, and its tides follow the moon.', {
        tones: longHum,
      });
      chat.say('This sentence was never spoken.', { tones: hum(3) });
      await waitFor('[data-assistant="speaking"]');
      await pass(700);
      chat.interrupt();
      chat.hear('Thank you, that will do.');
    },
  },
  {
    ...log,
    name: 'tools',
    shows: '.vv-tool[data-state="failed"]',
    script: (chat) => {
      chat.hear('Will it rain, and is my train on time?');
      const weather = chat.callTool('get_weather', { city: 'Rome' });
      chat.send({ type: 'tool_response', tool_call_id: weather, content: 'Dry, 21 °C.' });
      const trains = chat.callTool('train_times', { to: 'Ostia' });
      chat.send({ type: 'tool_error', tool_call_id: trains, error: 'No answer.' });
      chat.say('It stays dry. I could not reach the railway.', { tones: hum(3) });
      chat.callTool('set_reminder', { at: '17:00' });
    },
  },
  {
    ...log,
    name: 'typed, unheard, markup, emoji',
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => {
      chat.hear(
        '<b>bold?</b> 👩🏽‍🚀 🎉 https://example.org/a-very-long-address-without-any-place-to-break-it',
        { fromText: true },
      );
      chat.say('<script>alert("no")</script> is text, and stays text.', { tones: [] });
      chat.endTurn();
      chat.hear(null);
    },
  },
  {
    name: 'long texts, German',
    page: <Transcript emotions={3} />,
    shows: '.vv-turn:nth-of-type(2) .vv-chip',
    lang: 'de',
    provider: { labels: german },
    script: (chat) => {
      chat.hear(
        'Erzähl mir bitte etwas über die Donaudampfschifffahrtsgesellschaftskapitänsmütze, und zwar so ausführlich, dass ich sie vor mir sehe: den Stoff, das Schild, die Kordel.',
        { scores: { Interest: 0.66, Amusement: 0.4, 'Aesthetic Appreciation': 0.3 } },
      );
      chat.say(
        'Sie ist dunkelblau, aus festem Tuch, und hat ein glänzendes Schild. Über dem Schild liegt eine goldene Kordel, die an zwei Knöpfen hält, und darüber das Abzeichen der Gesellschaft mit Anker und Schaufelrad.',
        { tones: [], scores: { Pride: 0.52, 'Surprise (positive)': 0.31, Nostalgia: 0.3 } },
      );
      chat.say('Getragen wird sie an Sonn- und Feiertagen.', { tones: [] });
    },
  },
  {
    name: 'right to left, Arabic',
    page: <Transcript emotions={2} />,
    shows: '.vv-turn:nth-of-type(3)',
    dir: 'rtl',
    lang: 'ar',
    provider: { labels: arabic },
    script: (chat) => {
      chat.hear('مرحبا، كيف الطقس اليوم؟', { scores: { Interest: 0.6, Calmness: 0.4 } });
      chat.say('الجو مشمس ودافئ ☀️', { tones: [] });
      chat.say('English stays readable in between, at 21 °C.', { tones: [] });
      chat.endTurn();
      chat.hear('شكرا!', { fromText: true });
    },
  },
  {
    ...log,
    name: 'right to left, Hebrew',
    shows: '.vv-entry[data-state="cut"]',
    dir: 'rtl',
    lang: 'he',
    provider: { labels: hebrew },
    script: async (chat) => {
      chat.hear('ספר לי על הים.');
      chat.say('הים מכסה את רוב כדור הארץ, והגאות והשפל הולכים אחרי הירח.', { tones: longHum });
      await waitFor('[data-assistant="speaking"]');
      await pass(700);
      chat.interrupt();
      chat.hear('תודה.');
    },
  },
  {
    ...log,
    name: 'scrolled up',
    shows: '.vv-transcript[data-state="scrolled"]',
    script: async (chat) => {
      for (let round = 0; round < 6; round += 1) smallTalk(chat, round * 10_000);
      await waitFor('.vv-turn:nth-of-type(9)');
      const list = document.querySelector('.vv-transcript');
      if (list) list.scrollTop = 40;
    },
  },
  {
    page: <Transcript scores />,
    name: 'scores of a turn',
    shows: '.vv-turn__scores .vv-emotion',
    script: async (chat) => {
      smallTalk(chat);
      await press('.vv-turn:last-child .vv-turn__disclose');
    },
  },
  {
    ...log,
    name: 'to be copied and saved',
    shows: '.vv-transcript__menu .vv-button',
    script: async (chat) => {
      smallTalk(chat);
      await press('.vv-transcript__more');
    },
  },
  {
    name: 'earlier words kept back',
    page: <Transcript limit={3} />,
    shows: '.vv-transcript__earlier',
    script: (chat) => {
      smallTalk(chat);
      smallTalk(chat, 10_000);
    },
  },
]);
