/**
 * What stands on every answer, also on those that no route gives: no page may embed it, and no browser is to take for a page what
 * somebody has said. A recording alone may be embedded, and says so itself.
 */
export const safeHeaders: Readonly<Record<string, string>> = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};
