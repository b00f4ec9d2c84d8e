import { createContext, useContext } from 'react';
import type { Context } from 'react';
import { englishWords } from './english-words.ts';
import type { PageWords } from './page-words.ts';

/** The words of the page, in the language that was chosen. */
export const WordsContext: Context<PageWords> = createContext(englishWords);

export function useWords(): PageWords {
  return useContext(WordsContext);
}
