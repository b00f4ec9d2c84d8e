import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether ffmpeg is on this machine. */
export const ffmpegIsHere: boolean = await run('ffmpeg', ['-version']).then(
  () => true,
  () => false,
);

/**
 * What ffmpeg reads out of WAV files, in one run: all channels side by side.
 *
 * @returns undefined where it refuses one of them.
 */
export async function ffmpegReads(
  files: readonly Uint8Array[],
): Promise<Float64Array[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-wav-'));
  try {
    const inputs = files.map((_, i) => join(folder, `${i}.wav`));
    const outputs = files.map((_, i) => join(folder, `${i}.raw`));
    await Promise.all(files.map((bytes, i) => writeFile(inputs[i] ?? '', bytes)));
    await run('ffmpeg', [
      ...['-v', 'error', '-nostdin'],
      ...inputs.flatMap((input) => ['-f', 'wav', '-i', input]),
      ...outputs.flatMap((output, i) => [
        '-map',
        `${i}:a`,
        '-c:a',
        'pcm_f64le',
        '-f',
        'f64le',
        output,
      ]),
    ]);
    const bytes = await Promise.all(outputs.map((output) => readFile(output)));
    return bytes.map((raw) => new Float64Array(new Uint8Array(raw).buffer, 0, raw.length >> 3));
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}
