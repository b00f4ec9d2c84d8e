import { useState } from 'react';

/**
 * A choice that the app holds, or the component itself where the app gives no value; `initial` applies until somebody chooses.
 * The function tells the app of each change.
 */
export function useControlled(
  value: boolean | undefined,
  initial: boolean,
  onChange: ((value: boolean) => void) | undefined,
): [boolean, (next: boolean) => void] {
  const [own, setOwn] = useState<boolean | null>(null);
  const current = value ?? own ?? initial;
  function change(next: boolean): void {
    if (next === current) return;
    setOwn(next);
    onChange?.(next);
  }
  return [current, change];
}
