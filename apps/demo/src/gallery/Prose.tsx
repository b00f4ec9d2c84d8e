import type { ReactNode } from 'react';

/** The words of a docstring, with what stands in backticks as code. */
export function Prose({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) =>
    // Every other part stood between two of them, and none of them changes its place.
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
