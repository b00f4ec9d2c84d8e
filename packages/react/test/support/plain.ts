/** An element in writing, without the ids that React makes: the same for two that look the same. */
export function plain(element: Element | undefined): string {
  return element?.outerHTML.replace(/(_r_|:r)\w+?[_:]/g, '') ?? '';
}
