import { afterAll, vi } from 'vitest';

// Test files share a process, in which one comes after the other: none finds what the one before it put in the platform's place.
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
