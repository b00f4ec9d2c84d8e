import { expect, it } from 'vitest';
import { caller, geminiStage, voice } from '../support/realtime.ts';

// Rule: as in realtime-gemini.test.ts, for what takes its time.

it('the user interrupts what sounds, though all of it was sent', async () => {
  const real = await geminiStage({
    playback: true,
    onTurn: () => ({ parts: [{ say: 'One two three four.', duration: 6000 }] }),
  });
  const client = await caller(real);
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output');
  await client.speak(voice(800));
  await client.next('user_interruption');
  await client.nextWords(2);
  expect(real.sessions[0]?.refusals).toEqual([]);
  await client.close();
});
