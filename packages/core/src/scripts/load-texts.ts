import { VoiceError } from '../base/voice-error.ts';
import type * as Texts from './texts.ts';

// Fetched right behind the script that holds the client, so that no click waits for it. Marked pure, so that bundlers drop it from an
// app without the client. A page without an AudioContext makes no call: a server's, or a test's.
const ahead: Promise<unknown> | null = /* @__PURE__ */ loadAhead();

function loadAhead(): Promise<unknown> | null {
  return typeof AudioContext === 'undefined' ? null : import('./texts.ts').catch(() => undefined);
}

/** The scripts of the other threads. @throws VoiceError `connection-lost` by rejection, where the file can't be fetched */
export async function loadTexts(): Promise<typeof Texts> {
  await ahead;
  return loadFile(import('./texts.ts'));
}

/** Waits for a file of the kit's own that is loaded on demand. @throws VoiceError `connection-lost` by rejection */
export async function loadFile<File>(file: Promise<File>): Promise<File> {
  try {
    return await file;
  } catch (cause) {
    const message = 'A script can’t be loaded. Was the page deployed anew? Reload it.';
    throw new VoiceError('connection-lost', message, cause);
  }
}
