const controls =
  ':any-link, input, textarea, select, button, summary, audio[controls], video[controls], embed, object, [contenteditable]:not([contenteditable="false" i])';

/** Roles of what is worked by keys of its own. */
const roles =
  /(^|\s)(application|button|checkbox|(column|row)header|combobox|(tree)?grid|gridcell|link|listbox|menu(bar|item(checkbox|radio)?)?|option|radio(group)?|row|scrollbar|searchbox|separator|slider|spinbutton|switch|tab(list)?|textbox|tree(item)?)(\s|$)/i;

const scrolling = /^(Space|Page|Home|End|Arrow)/;

/**
 * Whether what has the focus may have a use for the key itself: a control, or a part of one, by its element or its role;
 * something to type in; something that the key scrolls; or a custom element whose inside nobody can see.
 */
export function takesKey(event: KeyboardEvent): boolean {
  // Through shadow roots, and without `instanceof`: another window's elements are of other classes.
  return event.composedPath().some((place, depth) => {
    const element = place as Partial<HTMLElement> & { readonly editContext?: unknown };
    if (!element.matches || !element.localName) return false;
    const focused = depth === 0;
    return (
      element.matches(controls) ||
      roles.test(element.getAttribute?.('role') ?? '') ||
      (focused &&
        (element.isContentEditable ||
          Boolean(element.editContext) ||
          element.localName.includes('-'))) ||
      (scrolling.test(event.code) &&
        (focused || element.hasAttribute?.('tabindex') === true) &&
        scrolls(element as HTMLElement))
    );
  });
}

/** Whether it is a scroller other than the page itself. */
function scrolls(element: HTMLElement): boolean {
  const { scrollHeight, clientHeight, scrollWidth, clientWidth, ownerDocument } = element;
  if (element === ownerDocument.body || element === ownerDocument.documentElement) return false;
  if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) return false;
  return /auto|scroll/.test(getComputedStyle(element).overflow);
}
