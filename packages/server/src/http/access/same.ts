import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are one. Digests have one length, so the comparison takes one time whatever was given. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
