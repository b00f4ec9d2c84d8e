import { createServer } from '@vivavoce/server';
import type { VoiceActivity } from '@vivavoce/server';
import { expect, test, vi } from 'vitest';
import { spokenBy } from '../server/speech.ts';
import { ListeningPage } from './listening-page.ts';
import type { Heard } from './listening-page.ts';
import { atLevel, rate, soundOf } from './sounds.ts';
import type { Sound } from './sounds.ts';

// The short form of `npm run bench:ear -- --page`: in Chromium, through its microphone, by what comes out of its speaker.

/** Four notes. */
function melody(): Sound {
  const samples = Int16Array.from({ length: 2 * rate }, (_, i) => {
    const note = Math.sin((2 * Math.PI * 262 * 1.25 ** (i >> 13) * i) / rate);
    return 9000 * note * Math.exp(-(i % 8192) / 3000);
  });
  return soundOf('a melody', 'noise', samples);
}

/** Silero's ear is loaded with the first sound; until then another decides, who says yes or no and is never unsure. */
async function loaded(ear: VoiceActivity, speech: Int16Array): Promise<void> {
  const unsure = vi.fn();
  const detector = ear.open((probability) => {
    if (probability > 0 && probability < 1) unsure();
  });
  const length = ear.frameLength;
  for (let at = 0; unsure.mock.calls.length === 0; at = (at + length) % (speech.length - length)) {
    detector.push(speech.slice(at, at + length));
    await new Promise((resolve) => setTimeout(resolve, 32));
  }
  detector.close();
}

test(
  'in a page a melody, which is dismissed, and a “yeah” leave the assistant speaking, and “stop” interrupts it',
  { timeout: 300_000 },
  async () => {
    const server = await createServer({ port: 0 }).listen();
    const { url } = server;
    const page = await ListeningPage.build(url);
    const says = async (text: string): Promise<Sound> =>
      atLevel(soundOf(text, 'command', await spokenBy(url, text)), -24);
    try {
      const heard: Heard[] = [];
      const stop = await says('Stop.');
      await loaded(server.engines.voiceActivity, stop.samples);
      for (const sound of [melody(), await says('Yeah.'), stop]) {
        heard.push(await page.hear(sound));
      }
      // Its sound goes on over the first two. The answer to the third begins too soon behind the story for the recording to tell them
      // apart; how fast sound ends at an interruption is heard in `spoken-conversation.test.ts`.
      expect(heard.slice(0, 2).map(({ stoppedAfter }) => stoppedAfter)).toEqual([
        undefined,
        undefined,
      ]);
      expect(heard.map(({ told }) => told.interrupted)).toEqual([0, 0, 1]);
      expect(heard[0]?.told.dismissed).toBeGreaterThan(0);
    } finally {
      await page.close();
      await server.close();
    }
  },
);
