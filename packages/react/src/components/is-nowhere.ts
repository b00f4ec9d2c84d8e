/** Whether the focus is on nothing of use: the page, or what surrounds this. It goes there when what had it is removed. */
export function isNowhere(within: HTMLElement | null): boolean {
  // A shadow root has a focus of its own.
  const { activeElement } = (within?.getRootNode() ?? {}) as Partial<Document>;
  return !activeElement || activeElement.contains(within);
}
