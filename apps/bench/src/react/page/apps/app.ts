import type { ComponentType } from 'react';

/** An app to be measured. It connects as soon as it is there. */
export type App = ComponentType<{
  /** Where the chat is served. */
  readonly url: string;
  readonly onConnected: () => void;
}>;
