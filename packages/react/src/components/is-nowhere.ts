/** Whether the focus is on nothing of use: the page, or what surrounds this. It goes there when what had it is removed. */
export function isNowhere(
  activeElement: Element | null | undefined,
  within: HTMLElement | null,
): boolean {
  return !activeElement || activeElement.contains(within);
}
