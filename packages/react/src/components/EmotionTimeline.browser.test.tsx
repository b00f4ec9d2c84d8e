import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../styles.css';
import type { TranscriptEntry } from '../index.ts';
import { EmotionTimeline } from './EmotionTimeline.tsx';

const talk: readonly TranscriptEntry[] = Array.from({ length: 100 }, (_, index) => ({
  id: `entry-${index}`,
  turn: `entry-${index}`,
  role: 'user',
  text: 'Hm.',
  state: 'final',
  source: 'speech',
  scores: { Joy: (index + 1) / 100 },
  receivedAt: index * 1000,
  spokenAt: null,
  time: null,
  toolCalls: [],
  heard: null,
}));

afterEach(() => {
  document.documentElement.removeAttribute('dir');
});

const find = (selector: string): Element => {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`There is no ${selector}.`);
  return element;
};

const range = (): (string | null)[] =>
  ['begin', 'end'].map((edge) => find(`[data-grab="${edge}"]`).getAttribute('aria-valuenow'));

/** Draws a pointer across an element, between two parts of its width as the eye sees it. */
async function draw(selector: string, from: number, to: number): Promise<void> {
  const element = find(selector);
  const { width, height } = element.getBoundingClientRect();
  const at = (part: number): { x: number; y: number } => ({ x: part * width, y: height / 2 });
  await userEvent.dragAndDrop(element, element, {
    sourcePosition: at(from),
    targetPosition: at(to),
    force: true,
  });
}

test.each([
  ['ltr', ['21', '60']],
  ['rtl', ['41', '80']],
])('a stretch is drawn, drawn again within it, and moved, %s', async (direction, drawn) => {
  document.documentElement.dir = direction;
  await render(
    <div style={{ inlineSize: '500px' }}>
      <EmotionTimeline participant="user" entries={talk} />
    </div>,
  );
  await draw('.vv-timeline__overview', 0.205, 0.595);
  await expect.poll(range).toEqual(drawn);
  // The bars that are drawn are those of the stretch, and the window lies over them.
  const strip = find('.vv-timeline__overview').getBoundingClientRect();
  const window = find('.vv-timeline__overview .vv-timeline__window').getBoundingClientRect();
  expect((window.left - strip.left) / strip.width).toBeCloseTo(0.2, 1);
  expect(find('.vv-timeline__rows path').getAttribute('d')?.split('M')).toHaveLength(41);
  await draw('.vv-timeline__window', 0.5, 1);
  const moved = direction === 'ltr' ? ['41', '80'] : ['21', '60'];
  await expect.poll(range).toEqual(moved);
  await draw('.vv-timeline__plots', 0.2625, 0.4875);
  const half = direction === 'ltr' ? ['51', '60'] : ['41', '50'];
  await expect.poll(range).toEqual(half);
});
