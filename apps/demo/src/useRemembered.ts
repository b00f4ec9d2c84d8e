import { useState } from 'react';

/** A choice that this browser keeps from visit to visit, until somebody makes another. */
export function useRemembered<Choice extends string>(
  name: string,
  among: readonly Choice[],
  otherwise: Choice,
): readonly [Choice, (choice: Choice) => void] {
  const [chosen, setChosen] = useState(() => remembered(name, among) ?? otherwise);
  return [
    chosen,
    (choice) => {
      setChosen(choice);
      try {
        localStorage.setItem(`vivavoce-${name}`, choice);
      } catch {
        // A browser that keeps nothing asks again the next time.
      }
    },
  ];
}

/** Undefined where nothing is kept, or what is kept is not among the choices. */
export function remembered<Choice extends string>(
  name: string,
  among: readonly Choice[],
): Choice | undefined {
  try {
    const kept = localStorage.getItem(`vivavoce-${name}`);
    return among.find((choice) => choice === kept);
  } catch {
    return undefined;
  }
}
