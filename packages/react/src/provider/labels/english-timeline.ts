import type { TimelineLabels } from './voice-labels.ts';

/** The words of the timeline alone: who shows none carries none of them. */
export const englishTimeline: TimelineLabels = {
  title: 'Expression over the call',
  strongest: '{name}. Strongest: {scores}',
  showTable: 'Show as a table',
  time: 'Time',
  speaker: 'Speaker',
  text: 'Message',
  messages: 'Messages {first} to {last} of {count}',
  earlier: 'Earlier messages',
  later: 'Later messages',
  begin: 'Start of the range',
  end: 'End of the range',
  place: 'Message {number} of {count}, {time}',
  showAll: 'Show the whole call',
};
