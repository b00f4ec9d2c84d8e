const controls =
  ':any-link, input, textarea, select, button, summary, audio[controls], video[controls], embed, object, [contenteditable]:not([contenteditable="false" i])';

/** Roles of what is worked by keys of its own. */
const roles =
  /(^|\s)(application|button|checkbox|(column|row)header|combobox|(tree)?grid|gridcell|link|listbox|menu(bar|item(checkbox|radio)?)?|option|radio(group)?|row|scrollbar|searchbox|separator|slider|spinbutton|switch|tab(list)?|textbox|tree(item)?)(\s|$)/i;

const pressable =
  ':is(button, :any-link, summary):not([role]), [role=button i], [role=link i], [role=switch i]';
const pressing = /^(Space|Enter|NumpadEnter)$/;

const scrolling = /^(Space|Page|Home|End|Arrow)/;

/**
 * Whether what has the focus may have a use for the key itself: a control, or a part of one, by its element or its role;
 * something to type in; something that the key scrolls; or a custom element whose inside nobody can see.
 *
 * What is only pressed has a use for Space and Enter alone, and for none of them right after it was clicked: the focus stays on it, though
 * nobody went there by keys.
 *
 * @param clicked what was clicked last, unless a key was used since
 */
export function takesKey(event: KeyboardEvent, clicked: EventTarget | null = null): boolean {
  // Through shadow roots, and without `instanceof`: another window's elements are of other classes.
  return event.composedPath().some((place, depth) => {
    const element = place as Partial<HTMLElement> & { readonly editContext?: unknown };
    if (!element.matches || !element.localName) return false;
    const focused = depth === 0;
    if (isPressable(place) && (place === clicked || !pressing.test(event.code))) return false;
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

/** Whether a key does nothing to it but press it. */
export function isPressable(place: EventTarget): boolean {
  return (place as Partial<Element>).matches?.(pressable) === true;
}

/** Whether it is a scroller other than the page itself. */
function scrolls(element: HTMLElement): boolean {
  const { scrollHeight, clientHeight, scrollWidth, clientWidth, ownerDocument } = element;
  if (element === ownerDocument.body || element === ownerDocument.documentElement) return false;
  if (scrollHeight <= clientHeight && scrollWidth <= clientWidth) return false;
  return /auto|scroll/.test(getComputedStyle(element).overflow);
}
