import type { ComponentType } from 'react';

/** An app with a button that connects, and a line that says the status: `connected` in the end. */
export type App = ComponentType<{
  /** Where the page is served, and the services. */
  readonly url: string;
  readonly onShown: () => void;
}>;
