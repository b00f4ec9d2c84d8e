import type { VoiceUsage } from '@vivavoce/core/worker';

/** What an event says was used; what is left out is nothing. */
export type Used = { readonly [Name in keyof VoiceUsage]?: number | undefined };

const names = [
  'inputTokens',
  'cachedTokens',
  'inputAudioTokens',
  'outputTokens',
  'outputAudioTokens',
  'transcriptionTokens',
  'transcriptionSeconds',
] as const satisfies readonly (keyof VoiceUsage)[];

/** Sums up what a conversation uses, over all its connections. */
export class UsageMeter {
  #sum: VoiceUsage | undefined;

  /** undefined until the service has said something. */
  get sum(): VoiceUsage | undefined {
    return this.#sum;
  }

  /**
   * @param before of a service that tells what a connection has come to: what it had told before. Default: it tells what has come to it
   * @returns what to give as that the next time
   */
  add(used: Used, before: Used = {}): Used {
    const of = (value: (name: keyof VoiceUsage) => number): VoiceUsage =>
      Object.fromEntries(names.map((name) => [name, value(name)])) as unknown as VoiceUsage;
    const total = of((name) => Math.max(numberOf(before[name]), numberOf(used[name])));
    this.#sum = of((name) => (this.#sum?.[name] ?? 0) + total[name] - numberOf(before[name]));
    return total;
  }
}

/** What a service says may be of any shape. */
function numberOf(given: unknown): number {
  return typeof given === 'number' && given > 0 && given < Infinity ? given : 0;
}
