import { cleanup } from '@testing-library/react';
import { afterAll } from 'vitest';

// Test files share a page, one after the other: none finds what the one before it put there.
afterAll(() => {
  cleanup();
  document.body.replaceChildren();
});
