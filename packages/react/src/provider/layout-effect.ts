import { useEffect, useLayoutEffect } from 'react';

/** An effect before anything is painted. On a server there is no layout, and React warns of an effect that would want one. */
export const useLayout: typeof useLayoutEffect =
  typeof document === 'undefined' ? useEffect : useLayoutEffect;
