import { VoiceError } from '../base/voice-error.ts';
import type * as Texts from './texts.ts';

/** The scripts, once they have come: for use in a click itself, since a promise comes behind all else that the click does. */
export let here: typeof Texts | undefined;

// Fetched right behind the script that holds the client, so that no click waits for it. Marked pure, so that bundlers drop it from an
// app without the client. A page without an AudioContext makes no call: a server's, or a test's.
const ahead: Promise<unknown> | false = /* @__PURE__ */ loadAhead();

function loadAhead(): Promise<unknown> | false {
  return typeof AudioContext === 'function' && load().catch(() => undefined);
}

async function load(): Promise<typeof Texts> {
  return (here = await import('./texts.ts'));
}

/** The scripts of the other threads. @throws VoiceError `connection-lost` by rejection, where the file can't be fetched */
export async function loadTexts(): Promise<typeof Texts> {
  await ahead;
  return loadFile(load());
}

/** Waits for a file of the kit's own that is loaded on demand. @throws VoiceError `connection-lost` by rejection */
export async function loadFile<File>(file: Promise<File>): Promise<File> {
  try {
    return await file;
  } catch (cause) {
    const message = 'A script can’t be loaded. Reload the page.';
    throw new VoiceError('connection-lost', message, cause);
  }
}
