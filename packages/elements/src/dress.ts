import { pageSheet, shadowSheet } from 'virtual:sheets';

/** One sheet for all elements of a document: a sheet belongs to the document that made it. */
const made = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Roots that have the rules of the page. */
const dressed = new WeakSet<Node>();

/** Gives an element's shadow its looks. */
export function dressShadow(root: ShadowRoot): void {
  dress(root, root.ownerDocument, shadowSheet);
}

/**
 * Gives the tree in which an element stands the rules by which themes and directions are chosen there: they set inherited custom
 * properties, and nothing else.
 */
export function dressPage(element: Element): void {
  const { ownerDocument } = element;
  for (const root of [ownerDocument, element.getRootNode() as Document | ShadowRoot]) {
    if (dressed.has(root)) continue;
    dressed.add(root);
    dress(root, ownerDocument, pageSheet);
  }
}

/** By a sheet that is made by script: no policy of the page refuses it. */
function dress(root: Document | ShadowRoot, owner: Document, css: string): void {
  // A document that is not shown has no window.
  const Sheet = owner.defaultView?.CSSStyleSheet;
  // jsdom has none of it, nor has Safari before 16.4.
  if (!Sheet || !('adoptedStyleSheets' in root)) {
    const style = owner.createElement('style');
    style.textContent = css;
    (root.nodeType === Node.DOCUMENT_NODE ? owner.head : root).append(style);
    return;
  }
  const sheets = made.get(owner) ?? new Map<string, CSSStyleSheet>();
  made.set(owner, sheets);
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new Sheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
