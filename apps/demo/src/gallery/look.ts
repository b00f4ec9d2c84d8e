import { english } from '@vivavoce/react';
import type { VoiceLabels } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { themes } from '../theme.ts';
import { arabic } from './other-labels.ts';

export const languages = ['own', 'en', 'de', 'ar'] as const;
export const textSizes = ['100', '150', '200'] as const;

const labels: Readonly<Record<string, VoiceLabels>> = { en: english, de: german, ar: arabic };

/** How a story is looked at, where its address says so. */
export interface Look {
  /** In place of the story's own. */
  readonly language?: {
    readonly lang: string;
    readonly dir: 'ltr' | 'rtl';
    readonly labels: VoiceLabels;
  };
}

/** Reads the look from an address, and puts theme and text size onto the page. */
export function takeLook(params: URLSearchParams): Look {
  const { dataset, style } = document.documentElement;
  dataset['theme'] = themes.find((theme) => theme === params.get('theme')) ?? 'auto';
  const text = textSizes.find((size) => size === params.get('text'));
  if (text) style.fontSize = `${text}%`;
  const lang = params.get('language') ?? '';
  const chosen = labels[lang];
  return chosen ? { language: { lang, dir: lang === 'ar' ? 'rtl' : 'ltr', labels: chosen } } : {};
}
