import type { ReactNode } from 'react';

/** Small things in a row, each in its own size. */
export function Row({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="story__row">{children}</div>;
}
