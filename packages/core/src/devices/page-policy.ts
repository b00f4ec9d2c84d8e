/** Features by their names in the `allow` attribute of a frame and the `Permissions-Policy` header. */
export type PolicyFeature = 'microphone' | 'speaker-selection';

interface Policy {
  features?(): readonly string[];
  allowsFeature(feature: string): boolean;
}

/** Whether the page's policy, or its frame's, forbids this. False where the browser does not expose policies. */
export function forbids(feature: PolicyFeature): boolean {
  const policy = pagePolicy();
  // A feature that the browser does not know counts as not allowed.
  const known = policy?.features?.().includes(feature) ?? true;
  return known && policy?.allowsFeature(feature) === false;
}

/** Whether a policy may forbid something: the page is in a frame, and the browser does not expose policies. */
export function mayForbid(): boolean {
  return !pagePolicy() && globalThis.parent !== globalThis.self;
}

/** What the site has to change. */
export function remedy(feature: PolicyFeature): string {
  return `An <iframe> needs allow="${feature}", and a Permissions-Policy header must include it.`;
}

function pagePolicy(): Policy | undefined {
  const page = globalThis.document as unknown as
    Partial<Record<'permissionsPolicy' | 'featurePolicy', Policy>> | undefined;
  return page?.permissionsPolicy ?? page?.featurePolicy;
}
