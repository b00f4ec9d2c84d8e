/**
 * Where the voice server is: this page's own origin, which hands on to it, or what `?server=` says. An address that is
 * none is as good as no address.
 */
export function serverAddress({ href, origin }: Pick<Location, 'href' | 'origin'>): string {
  const named = new URL(href).searchParams.get('server');
  if (!named || !URL.canParse(named)) return origin;
  const { protocol, href: address } = new URL(named);
  return ['http:', 'https:', 'ws:', 'wss:'].includes(protocol)
    ? address.replace(/\/$/, '')
    : origin;
}
