/** The window an element stands in: a portal may lead into another than the page's own. */
export function windowOf(element: Element): Window & typeof globalThis {
  return element.ownerDocument.defaultView ?? window;
}
