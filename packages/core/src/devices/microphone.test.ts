import { afterEach, expect, test, vi } from 'vitest';
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

const refused = { name: 'NotAllowedError', message: 'Permission denied' };
const names = /allow="microphone".*Permissions-Policy/;

afterEach(() => vi.unstubAllGlobals());

test.each(['featurePolicy', 'permissionsPolicy'])(
  'a refusal by the page is told from one by a person where document.%s says it',
  (name) => {
    const policy = { features: () => ['microphone'], allowsFeature: vi.fn(() => false) };
    vi.stubGlobal('document', { [name]: policy });
    expect(microphoneError(refused)).toMatchObject({
      reason: 'microphone-blocked',
      hint: 'allow-by-policy',
      message: expect.stringMatching(names) as unknown,
    });
    expect(microphoneError({ name: 'NotFoundError' }).reason).toBe('microphone-missing');
    policy.allowsFeature.mockReturnValue(true);
    expect(microphoneError(refused).reason).toBe('microphone-denied');
  },
);

test('a browser that knows no such feature does not forbid it', () => {
  vi.stubGlobal('document', { featurePolicy: { features: () => [], allowsFeature: () => false } });
  expect(microphoneError(refused).reason).toBe('microphone-denied');
});

test.each(['Permissions policy violation', 'Disallowed by permissions policy', 'Feature Policy'])(
  'a refusal by the page is told by its message, "%s"',
  (message) => {
    expect(microphoneError({ ...refused, message })).toMatchObject({
      reason: 'microphone-blocked',
      message: expect.stringMatching(names) as unknown,
    });
  },
);

test('in a frame of a browser that does not say who refused, the message names what the frame may lack', () => {
  vi.stubGlobal('document', {});
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('parent', globalThis);
  expect(microphoneError(refused).message).not.toMatch(names);
  vi.stubGlobal('parent', {});
  expect(microphoneError(refused)).toMatchObject({
    reason: 'microphone-denied',
    message: expect.stringMatching(names) as unknown,
  });
  expect(microphoneError({ ...refused, message: 'dismissed' }).message).not.toMatch(names);
});
