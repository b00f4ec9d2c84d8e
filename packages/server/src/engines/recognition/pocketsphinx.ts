import { availableParallelism } from 'node:os';
import { ServerError } from '../../base/server-error.ts';
import { findPocketsphinx } from './find-pocketsphinx.ts';
import type { PocketsphinxInstallation } from './find-pocketsphinx.ts';
import { PocketsphinxProcess } from './pocketsphinx-process.ts';
import type { Recogniser, Recognition, RecognitionOptions, Transcript } from './recogniser.ts';
import { SampleBuffer } from '../../audio/sample-buffer.ts';
import { Semaphore } from '../../base/semaphore.ts';
import { speechRate } from '../../audio/pcm.ts';

/** Words so far need a second decoding of all so far, so they are asked for sparingly. */
const partialEvery = 0.8 * speechRate;

/** An utterance waits for its turn, and a process that is stuck is ended after 30 s. In ms. */
const longestMs = 120_000;

/** Each process holds 105 MB. Utterances beyond this many wait for one to end. */
const mostProcesses = Math.max(2, availableParallelism());

/**
 * PocketSphinx as installed on this machine, one process for each utterance.
 *
 * @returns undefined when it, or its English model, is not installed or does not run.
 */
export async function createPocketsphinxRecogniser(): Promise<Recogniser | undefined> {
  const installation = await findPocketsphinx();
  if (installation === undefined || process.platform === 'win32') return undefined;
  return (await works(installation)) ? recogniser(installation) : undefined;
}

async function works(installation: PocketsphinxInstallation): Promise<boolean> {
  try {
    const trial = new PocketsphinxProcess(installation);
    trial.write(new Int16Array(speechRate / 10));
    await trial.finish();
    return true;
  } catch {
    return false;
  }
}

function recogniser(installation: PocketsphinxInstallation): Recogniser {
  const running = new Set<PocketsphinxProcess>();
  const semaphore = new Semaphore(mostProcesses);
  let closed = false;

  async function start(wanted: () => boolean): Promise<PocketsphinxProcess | undefined> {
    await semaphore.take();
    if (closed || !wanted()) {
      semaphore.free();
      return undefined;
    }
    let child: PocketsphinxProcess;
    try {
      child = new PocketsphinxProcess(installation);
    } catch (error) {
      semaphore.free();
      throw ServerError.engineFailed('pocketsphinx', error);
    }
    running.add(child);
    void child.gone.then(() => {
      running.delete(child);
      semaphore.free();
    });
    return child;
  }

  function open(options: RecognitionOptions = {}): Recognition {
    const heard = new SampleBuffer();
    let over = false;
    let child: PocketsphinxProcess | undefined;
    let askedAt = 0;
    let asking = false;
    let partial = '';

    let cancelled = false;
    const started = start(() => !cancelled).then((process) => {
      child = process;
      // What was said while this waited for its turn.
      process?.write(heard.samples());
      return process;
    });
    // Whoever wants the words is told of it.
    started.catch(() => undefined);

    async function wordsSoFar(): Promise<string> {
      const process = await start(() => !over);
      process?.write(heard.samples());
      return (await process?.finish()) ?? '';
    }

    async function askPartial(onPartial: (text: string) => void) {
      // A partial is a luxury: it never makes an utterance wait.
      if (semaphore.available < 1) return;
      asking = true;
      askedAt = heard.length;
      const text = await wordsSoFar().catch(() => '');
      asking = false;
      if (over || text === '' || text === partial) return;
      partial = text;
      onPartial(text);
    }

    return {
      push(samples) {
        if (over) return;
        heard.push(samples);
        child?.write(samples);
        const { onPartial } = options;
        if (onPartial && !asking && heard.length - askedAt >= partialEvery)
          void askPartial(onPartial);
      },
      async finish(): Promise<Transcript> {
        if (over) return { kind: 'nothing' };
        over = true;
        try {
          const process = await started;
          if (process === undefined) throw ServerError.engineFailed('pocketsphinx');
          const text = await process.finish();
          return text === '' ? { kind: 'nothing' } : { kind: 'words', text };
        } catch (error) {
          if (cancelled) return { kind: 'nothing' };
          throw error;
        }
      },
      // Also of one that was asked: a speaker who goes on after a pause is heard by another, and this one's turn is somebody else's.
      cancel() {
        over = true;
        cancelled = true;
        heard.letGo();
        child?.kill();
      },
    };
  }

  return {
    name: 'pocketsphinx',
    vocabulary: 'open',
    longestMs,
    atPauses: true,
    open,
    async close() {
      closed = true;
      const all = [...running];
      for (const child of all) child.kill();
      await Promise.all(all.map((child) => child.gone));
    },
  };
}
