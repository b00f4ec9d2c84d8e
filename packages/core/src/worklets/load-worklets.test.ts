import { resolveObjectURL } from 'node:buffer';
import { expect, test } from 'vitest';
import { loadWorklets } from './load-worklets.ts';

test('the second processor is asked for when the first is in: WebKitGTK locks up over two at once', async () => {
  const asked: string[] = [];
  const finish: (() => void)[] = [];
  const addModule = (url: string): Promise<void> => {
    asked.push(url);
    return new Promise((resolve) => finish.push(resolve));
  };
  const context = { audioWorklet: { addModule } } as BaseAudioContext;
  const loaded = loadWorklets(context, { captureProcessor: '/c.js', playbackProcessor: '/p.js' });
  await Promise.resolve();
  expect(asked).toEqual(['/c.js']);
  finish[0]?.();
  await expect.poll(() => asked).toEqual(['/c.js', '/p.js']);
  finish[1]?.();
  await loaded;
});

test('what travels as text is one module: nobody waits twice', async () => {
  const texts: (string | undefined)[] = [];
  const addModule = async (url: string): Promise<void> => {
    texts.push(await resolveObjectURL(url)?.text());
  };
  await loadWorklets({ audioWorklet: { addModule } } as unknown as BaseAudioContext);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain('vivavoce-capture');
  expect(texts[0]).toContain('vivavoce-playback');
});

test('a page over http on a LAN address is told of https, and of no policy', async () => {
  const failed = loadWorklets({} as BaseAudioContext);
  await expect(failed).rejects.toMatchObject({
    reason: 'microphone-unsupported',
    hint: 'use-supported-browser',
    message: expect.stringMatching(/https/) as string,
  });
  await expect(failed).rejects.not.toThrow(/polic|CSP|script-src/i);
});
