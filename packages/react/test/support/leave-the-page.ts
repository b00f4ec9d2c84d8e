import { cleanup, configure } from '@testing-library/react';
import { afterAll } from 'vitest';
import { patience } from '../../../../test/support/patience.ts';

configure({ asyncUtilTimeout: patience });

// Test files share a page, one after the other: none finds what the one before it put there.
afterAll(() => {
  cleanup();
  document.body.replaceChildren();
});
