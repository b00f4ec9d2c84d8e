/** Waits until something fits the selector; a story whose state never comes is named by `data-ready`'s absence. */
export async function waitFor(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await pass(50);
}

export function pass(ms: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, ms));
}

/** Presses what fits the selector once it is there. */
export async function press(selector: string): Promise<void> {
  await waitFor(selector);
  document.querySelector<HTMLElement>(selector)?.click();
}
