import { constants, setPriority } from 'node:os';
import { bytesToLinear16 } from '@vivavoce/evi';
import type { AudioContainer } from './audio-container.ts';
import { ChildMemory, endingWithServer, settingLimits } from '../base/processes/child-limits.ts';
import type { ChildLimits } from '../base/processes/child-limits.ts';
import { FairQueue } from '../base/fair-queue.ts';
import { WorkBudget } from '../base/work-budget.ts';
import { spawnWithPipes } from '../base/processes/spawn-with-pipes.ts';
import type { PipedProcess } from '../base/processes/spawn-with-pipes.ts';
import { speechRate } from './pcm.ts';

/** ffmpeg's names of the formats. Each is named to it, so that what was sent can't choose another reader. */
const formats: Readonly<Record<AudioContainer, string>> = {
  webm: 'matroska',
  ogg: 'ogg',
  mp4: 'mov',
  wav: 'wav',
};
/** Decoding is a hundred times faster than speech; who has left this much lying is stuck. */
const mostUnread = 4 * 1024 * 1024;

/** What comes so much further ahead than it could have been spoken is made of nothing. */
const mostAheadSeconds = 240;
/** A decoder needs 50 MB and a second of work for minutes of speech. */
const limits: ChildLimits = { megabytes: 500, cpuSeconds: 120 };
/** All decoders of this process together, in MB. */
const memory = new ChildMemory(2000);
/** Of all decoders one piece is heard at a time. */
const turns = new FairQueue();

/** What a {@link FfmpegProcess} tells. */
export interface FfmpegProcessEvents {
  /** Mono, 16 kHz. */
  onSamples: (samples: Int16Array) => void;
  /** It could not make sense of what it was given, or broke down. Told once; nothing follows. */
  onFailed: () => void;
}

/** One run of ffmpeg: from a container's bytes, as they come, to samples. */
export class FfmpegProcess {
  readonly #child: PipedProcess;
  readonly #events: FfmpegProcessEvents;
  /** Half a sample, when a piece ends inside one. */
  #rest: Buffer = Buffer.alloc(0);
  #over = false;
  readonly #began = performance.now();
  #samples = 0;
  readonly #budget = new WorkBudget();
  #following = false;
  /** What it reads. */
  readonly container: AudioContainer;
  /** Resolves when the process is gone, however it ended. */
  readonly gone: Promise<void>;

  /** @param program - the path of ffmpeg. @throws an error where the system has no room for a process. */
  constructor(program: string, container: AudioContainer, events: FfmpegProcessEvents) {
    this.#events = events;
    this.container = container;
    this.#child = start(program, argumentsFor(container));
    memory.watch(this.#child);
    yieldToServer(this.#child.pid);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (bytes: Buffer) => {
      const began = performance.now();
      try {
        this.#takeOutput(bytes);
      } catch {
        this.#fail();
        this.kill();
      }
      const now = performance.now();
      void this.#breathe(this.#budget.spend(now, now - began));
    });
    this.gone = new Promise((resolve) => {
      this.#child.once('error', () => {
        this.#fail();
        resolve();
      });
      this.#child.once('close', (code) => {
        if (code !== 0) this.#fail();
        resolve();
      });
    });
  }

  /** Takes the next bytes. */
  write(bytes: Uint8Array): void {
    if (this.#over || !this.#child.stdin.writable) return;
    if (this.#child.stdin.writableLength > mostUnread) {
      this.#fail();
      this.kill();
      return;
    }
    this.#child.stdin.write(bytes.slice());
  }

  /** No more bytes follow; what is still to come of them comes. */
  end(): void {
    this.#child.stdin.end();
  }

  /** Holds its samples back until `other` is gone: what was sent first is heard first. */
  follow(other: FfmpegProcess): void {
    this.#following = true;
    this.#child.stdout.pause();
    void other.gone.then(() => {
      this.#following = false;
      this.#child.stdout.resume();
    });
  }

  /** Ends the process; nothing is told any more. */
  kill(): void {
    this.#over = true;
    this.#child.kill('SIGKILL');
  }

  /** It decodes faster than what it decodes can be heard: everybody else is served between two pieces, and other decoders. */
  async #breathe(ms: number): Promise<void> {
    const { stdout } = this.#child;
    stdout.pause();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await turns.take('');
    if (!this.#following) stdout.resume();
  }

  #takeOutput(bytes: Buffer): void {
    if (this.#over) return;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % 2);
    this.#rest = all.subarray(whole);
    this.#samples += whole / 2;
    const elapsed = (performance.now() - this.#began) / 1000;
    if (this.#samples / speechRate > elapsed + mostAheadSeconds) {
      this.#fail();
      this.kill();
      return;
    }
    if (whole > 0) this.#events.onSamples(bytesToLinear16(all.subarray(0, whole)));
  }

  #fail(): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.onFailed();
  }
}

/** Whatever decoders have to do, the server comes first. */
function yieldToServer(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Gone already, or not allowed here.
  }
}

function start(program: string, args: readonly string[]): PipedProcess {
  if (process.platform === 'win32') return spawnWithPipes(program, args);
  // The shell becomes the program: what kills the one kills the other.
  const script = `${settingLimits(limits)} exec "$@"`;
  return spawnWithPipes('/bin/sh', ['-c', script, 'sh', ...endingWithServer(program, args)]);
}

function argumentsFor(container: AudioContainer): string[] {
  const input = ['-f', formats[container], '-probesize', '32', '-analyzeduration', '0'];
  const output = ['-vn', '-sn', '-dn', '-f', 's16le', '-ac', '1', '-ar', String(speechRate)];
  return [
    ...['-hide_banner', '-loglevel', 'quiet', '-threads', '1', '-fflags', 'nobuffer'],
    // What is sent may name files and addresses; none of them is opened.
    ...['-protocol_whitelist', 'pipe', ...input, '-i', 'pipe:0'],
    ...[...output, '-threads', '1', '-flush_packets', '1', 'pipe:1'],
  ];
}
