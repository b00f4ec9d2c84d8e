import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A loudspeaker that takes sound at the pace of a real one and lets nobody hear it. */
export interface SoundServer {
  /** For whoever is to sound from it. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `pactl`, which must be there, and gives what it says. */
  control(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a pulseaudio of its own, with a null sink; nothing of the user's is touched. */
export async function startSoundServer(): Promise<SoundServer> {
  const home = mkdtempSync(join(tmpdir(), 'vivavoce-sound-'));
  const socket = join(home, 'socket');
  const child = spawn(
    '/usr/bin/pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--use-pid-file=no',
      '--exit-idle-time=-1',
      '--disable-shm=yes',
      // Otherwise it takes 2 s of silence at its start, and whoever comes in that time waits for the rest of it.
      '--load=module-null-sink sink_name=nowhere norewinds=1',
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home }, stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  const end = Date.now() + 10_000;
  while (!existsSync(socket)) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error('pulseaudio did not come up.');
    }
    await new Promise((settle) => setTimeout(settle, 20));
  }
  const env = { HOME: home, XDG_RUNTIME_DIR: home, PULSE_SERVER: `unix:${socket}` };
  const control = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await execute('/usr/bin/pactl', args, {
      env: { ...process.env, ...env },
      timeout: 10_000,
    });
    return stdout.trim();
  };
  return { env, control, stop };
}
