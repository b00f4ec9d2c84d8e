import { EmotionMeter, LiveCaption, Transcript } from '@vivavoce/react';
import { hum, longHum, smallTalk } from './conversation.ts';
import type { Story } from './story.ts';

/** What was said, and how. */
export const conversationStories: readonly Story[] = [
  {
    component: 'EmotionMeter',
    name: 'before the first words',
    page: <EmotionMeter />,
    shows: '.vv-emotions[data-state="empty"]',
    width: 340,
  },
  {
    component: 'EmotionMeter',
    name: 'the user',
    page: <EmotionMeter />,
    shows: '.vv-emotions[data-state="scored"]',
    width: 340,
    script: (chat) => smallTalk(chat),
  },
  {
    component: 'EmotionMeter',
    name: 'the assistant, chosen expressions',
    page: <EmotionMeter speaker="assistant" names={['Joy', 'Interest', 'Sadness', 'Anger']} />,
    shows: '.vv-emotions[data-state="scored"]',
    width: 340,
    script: (chat) => smallTalk(chat),
  },
  {
    component: 'LiveCaption',
    name: 'the assistant',
    page: <LiveCaption />,
    shows: '.vv-caption[data-state="assistant"]',
    width: 400,
    script: (chat) => {
      chat.say('The next train leaves at noon.', { tones: [] });
      chat.endTurn();
    },
  },
  {
    component: 'LiveCaption',
    name: 'the user',
    page: <LiveCaption />,
    shows: '.vv-caption[data-state="user"]',
    width: 400,
    script: (chat) => chat.hear('When does the next train leave?'),
  },
  {
    component: 'Transcript',
    name: 'before the first words',
    page: <Transcript />,
    shows: '.vv-transcript[data-state="empty"]',
  },
  {
    component: 'Transcript',
    name: 'a conversation',
    page: <Transcript emotions={3} />,
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => smallTalk(chat),
  },
  {
    component: 'Transcript',
    name: 'still being said',
    page: <Transcript />,
    shows: '.vv-entry[data-state="interim"]',
    script: (chat) => {
      chat.say('Where shall we go?', { tones: [] });
      chat.endTurn();
      chat.hear('Perhaps to the', { interim: true });
    },
  },
  {
    component: 'Transcript',
    name: 'cut short',
    page: <Transcript />,
    shows: '.vv-entry[data-state="cut"]',
    script: async (chat) => {
      chat.hear('Tell me about the sea.');
      chat.say('The sea covers most of the planet, and its tides follow the moon.', {
        tones: longHum,
      });
      await until('[data-state="following"]');
      await pass(700);
      chat.interrupt();
      chat.hear('Thank you, that will do.');
    },
  },
  {
    component: 'Transcript',
    name: 'tools',
    page: <Transcript />,
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
    component: 'Transcript',
    name: 'typed, unheard, markup',
    page: <Transcript />,
    shows: '.vv-turn:nth-of-type(3)',
    script: (chat) => {
      chat.hear(
        '<b>bold?</b> 👩🏽‍🚀 https://example.org/a-very-long-address-without-any-place-to-break-it',
        {
          fromText: true,
        },
      );
      chat.say('That is text, and it stays text.', { tones: [] });
      chat.endTurn();
      chat.hear(null);
    },
  },
  {
    component: 'Transcript',
    name: 'right to left',
    page: <Transcript emotions={2} />,
    shows: '.vv-turn:nth-of-type(2)',
    dir: 'rtl',
    script: (chat) => {
      chat.hear('مرحبا، كيف الطقس اليوم؟', { scores: { Interest: 0.6, Calmness: 0.4 } });
      chat.say('الجو مشمس ودافئ ☀️', { tones: [] });
    },
  },
  {
    component: 'Transcript',
    name: 'scrolled up',
    page: <Transcript />,
    shows: '.vv-transcript[data-state="scrolled"]',
    script: async (chat) => {
      for (let round = 0; round < 6; round += 1) smallTalk(chat, round * 10_000);
      await until('.vv-turn:nth-of-type(9)');
      const log = document.querySelector('.vv-transcript');
      if (log) log.scrollTop = 40;
    },
  },
];

async function until(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await pass(50);
}

function pass(ms: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, ms));
}
