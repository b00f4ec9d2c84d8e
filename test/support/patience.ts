import { vi } from 'vitest';

/**
 * ms in which a fact that a test waits for must come. A machine that does other things may be slow; what must be quick is measured by
 * the test.
 */
export const patience = 10_000;

const { waitFor, waitUntil } = vi;
type Options = Parameters<typeof waitFor>[1];

const patient = (options: Options): Options =>
  typeof options === 'number' ? options : { timeout: patience, ...options };

vi.waitFor = (look, options) => waitFor(look, patient(options));
vi.waitUntil = (look, options) => waitUntil(look, patient(options));
