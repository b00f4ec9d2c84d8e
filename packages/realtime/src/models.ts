/** The models that are called where none is named. */
export const defaultModels = {
  openai: 'gpt-realtime',
  gemini: 'gemini-live-2.5-flash-preview',
} as const;

/** @throws TypeError for a model of which no page can have a secret */
export function checkModel(model: string): void {
  if (!model.startsWith('gpt-live')) return;
  throw new TypeError(
    `Failed to use ${model}: because it has no secret that a page could hold. Did you mean to reach it through a server of yours, which speaks EVI to the page as \`@vivavoce/server\` does?`,
  );
}
