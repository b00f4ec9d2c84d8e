import { english } from '@vivavoce/react';
import type { VoiceLabels } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';

/** The labels in the language of the place where an element stands, as far as there are any. */
export function labelsFor(element: Element): VoiceLabels {
  return /^de\b/i.test(languageOf(element)) ? german : english;
}

/** By the nearest `lang`, through shadow roots. */
function languageOf(element: Element): string {
  const named = element.closest('[lang]');
  if (named) return named.getAttribute('lang') ?? '';
  const root = element.getRootNode();
  return 'host' in root ? languageOf((root as ShadowRoot).host) : '';
}

const watched = new WeakSet<Document>();

/** Calls that whenever a `lang` of the document changes: once asked for, as long as the document lives. */
export function watchLanguage(document: Document, onChange: () => void): void {
  if (watched.has(document)) return;
  watched.add(document);
  new MutationObserver(onChange).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: ['lang'],
  });
}
