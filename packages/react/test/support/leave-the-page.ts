import { cleanup, configure } from '@testing-library/react';
import { afterAll } from 'vitest';
import { patience } from '../../../../test/support/patience.ts';
// A page has the scripts of the other threads before anybody clicks, and no test waits for their being built.
import '../../../core/src/scripts/texts.ts';

configure({ asyncUtilTimeout: patience });

// Test files share a page, one after the other: none finds what the one before it put there.
afterAll(() => {
  cleanup();
  document.body.replaceChildren();
});
