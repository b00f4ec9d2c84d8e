import { createServer } from '@vivavoce/server';
import { expect, test } from 'vitest';
import { spokenBy } from '../server/speech.ts';
import { ListeningPage } from './listening-page.ts';
import { atLevel, rate, soundOf } from './sounds.ts';
import type { Sound } from './sounds.ts';

// The short form of `npm run bench:ear -- --page`: in Chromium, through its microphone, by what comes out of its speaker.

/** A door that falls shut. */
function door(): Sound {
  const samples = Int16Array.from({ length: rate }, (_, i) => {
    const sound = Math.sin(i * i) + Math.sin((2 * Math.PI * 60 * i) / rate);
    return 15_000 * sound * Math.exp(-i / 2000);
  });
  return soundOf('a door', 'noise', samples);
}

test(
  'in a page a door and a “yeah” leave the assistant speaking, and “stop” silences it',
  { timeout: 300_000 },
  async () => {
    const server = await createServer({ port: 0 }).listen();
    const { url } = server;
    const page = await ListeningPage.build(url);
    const says = async (text: string): Promise<Sound> =>
      atLevel(soundOf(text, 'command', await spokenBy(url, text)), -24);
    try {
      const heard: [string, boolean][] = [];
      for (const sound of [door(), await says('Yeah.'), await says('Stop.')]) {
        const { stoppedAfter } = await page.hear(sound);
        heard.push([sound.name, stoppedAfter === undefined]);
      }
      expect(heard).toEqual([
        ['a door', true],
        ['Yeah.', true],
        ['Stop.', false],
      ]);
    } finally {
      await page.close();
      await server.close();
    }
  },
);
