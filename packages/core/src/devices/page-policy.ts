/** What a page may be forbidden, as the `allow` attribute of its frame and the `Permissions-Policy` header call it. */
export type PolicyFeature = 'microphone' | 'speaker-selection';

interface Policy {
  features?(): readonly string[];
  allowsFeature(feature: string): boolean;
}

/** Whether the page's own policy, or that of the page around it, forbids this. False where the browser tells nobody. */
export function forbids(feature: PolicyFeature): boolean {
  const policy = pagePolicy();
  // Of what it does not know a browser says that it is not allowed.
  const known = policy?.features?.().includes(feature) ?? true;
  return known && policy?.allowsFeature(feature) === false;
}

/** Whether the page is in a frame, in a browser that does not tell what it is allowed there. */
export function mayForbid(): boolean {
  return !pagePolicy() && globalThis.parent !== globalThis.self;
}

/** How a site lets it in again. */
export function remedy(feature: PolicyFeature): string {
  return `A page in an <iframe> needs allow="${feature}" on it, and a Permissions-Policy header must not leave out ${feature}.`;
}

function pagePolicy(): Policy | undefined {
  const page = globalThis.document as unknown as
    Partial<Record<'permissionsPolicy' | 'featurePolicy', Policy>> | undefined;
  return page?.permissionsPolicy ?? page?.featurePolicy;
}
