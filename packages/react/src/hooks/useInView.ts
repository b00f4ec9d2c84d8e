import { useEffect, useState } from 'react';
import { windowOf } from './window-of.ts';

/** Whether any of the element can be seen in its page. True where the browser can't tell. */
export function useInView(element: Element | null): boolean {
  const [inView, setInView] = useState(true);
  useEffect(() => {
    if (!element) return undefined;
    // Another window's observer sees nothing of this one.
    const { IntersectionObserver } = windowOf(element) as Partial<typeof globalThis>;
    if (!IntersectionObserver) return undefined;
    const observer = new IntersectionObserver((entries) => {
      setInView(entries.at(-1)?.isIntersecting ?? true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return inView;
}
