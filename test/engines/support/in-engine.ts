import { ready } from './conversation.ts';
import type { EnginePage } from './engine.ts';
import { engines } from './stage.ts';
import type { EngineStage } from './stage.ts';

/** The engines that are on this machine. Which are not is said. */
export function namesHere(): string[] {
  return engines.flatMap(({ name, missing }) => {
    const lacks = missing();
    if (lacks.length === 0) return [name];
    say(`${name} is left out: not on this machine: ${lacks.join(', ')}`);
    return [];
  });
}

/** Works in a fresh page of a fresh browser. They play and hear in real time, so one runs at a time. */
export async function inEngine(
  name: string,
  { url }: EngineStage,
  work: (page: EnginePage) => Promise<void>,
): Promise<void> {
  const page = await engines.find((engine) => engine.name === name)?.start();
  if (!page) throw new Error(`There is no ${name}.`);
  try {
    await ready(page, url);
    await work(page);
  } finally {
    await page.close();
  }
}

/** A line for whoever watches the run. */
export function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
