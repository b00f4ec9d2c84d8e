/** What the page is built with. */
export type Framework = 'vite' | 'nextjs';

/** Who answers: a server on the developer's machine, or a service. */
export type Partner = 'local' | 'openai' | 'gemini';

/** One answer to a question. */
export interface Choice<Id extends string> {
  readonly id: Id;
  /** As a person reads it. */
  readonly name: string;
}

/** The first is the default. */
export const frameworks: readonly Choice<Framework>[] = [
  { id: 'vite', name: 'Vite' },
  { id: 'nextjs', name: 'Next.js' },
];

/** The first is the default. */
export const partners: readonly Choice<Partner>[] = [
  { id: 'local', name: 'A local server: no key, no cloud' },
  { id: 'openai', name: 'OpenAI Realtime' },
  { id: 'gemini', name: 'Gemini Live' },
];

/** The folder of the examples that is written for two answers. */
export function exampleOf(framework: Framework, partner: Partner): string {
  return partner === 'local' ? framework : `${framework}-${partner}`;
}
