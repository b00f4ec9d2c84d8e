import { useEffect } from 'react';
import { remembered, useRemembered } from './useRemembered.ts';

export const themes = ['auto', 'light', 'dark'] as const;

/** `auto`: as the system has it. */
export type Theme = (typeof themes)[number];

/** The theme of the page, which is kept. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useRemembered('theme', themes, 'auto');
  useEffect(() => wear(theme), [theme]);
  return [theme, setTheme];
}

/** Puts the remembered theme onto the page: call it before anything is painted. */
export function wearTheme(): void {
  wear(remembered('theme', themes) ?? 'auto');
}

function wear(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
