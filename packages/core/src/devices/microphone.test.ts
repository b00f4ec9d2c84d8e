import { expect, test } from 'vitest';
import { microphoneError } from './microphone.ts';

test.each([
  ['NotAllowedError', 'Permission denied', 'microphone-denied'],
  ['NotAllowedError', 'Permission dismissed', 'microphone-dismissed'],
  ['SecurityError', '', 'microphone-denied'],
  ['NotFoundError', 'Requested device not found', 'microphone-missing'],
  ['OverconstrainedError', '', 'microphone-missing'],
  ['NotReadableError', 'Could not start audio source', 'microphone-busy'],
  ['AbortError', '', 'microphone-busy'],
  ['TypeError', 'no such thing', 'microphone-unsupported'],
])('%s "%s" is %s', (name, message, reason) => {
  const cause = { name, message };
  expect(microphoneError(cause)).toMatchObject({ reason, cause });
});

test.each([[null], [undefined], ['a word']])('%o is no reason to fail differently', (cause) => {
  expect(microphoneError(cause).reason).toBe('microphone-unsupported');
});
