import { expect, it } from 'vitest';
import { logLine, scrubbed } from './log.ts';
import type { LogEntry } from './log.ts';

it('an entry is one line, whatever its error holds', () => {
  const error = new Error('first\nerror: forged\u001b[31m');
  error.stack = `${error.message}\n    at place`;
  expect(logLine({ level: 'error', message: 'GET / failed', error })).toBe(
    'error: GET / failed: first | error: forged [31m | at place',
  );
});

it('secrets are blacked out in messages, errors and their stacks', () => {
  const entries: LogEntry[] = [];
  const log = scrubbed((entry) => entries.push(entry), ['s3cret', '']);
  log({ level: 'error', message: 'with s3cret', error: new TypeError('of s3cret') });
  log({ level: 'error', message: 'text', error: 's3cret' });
  expect(entries.map(logLine).join('\n')).not.toContain('s3cret');
  expect(entries[0]?.error).toMatchObject({ name: 'TypeError', message: 'of …' });
});

it('a log that throws takes nothing down with it', () => {
  const log = scrubbed(() => {
    throw new Error('the disk is full');
  }, []);
  expect(() =>
    log({ level: 'error', message: 'text', error: new Error('of a request') }),
  ).not.toThrow();
});
