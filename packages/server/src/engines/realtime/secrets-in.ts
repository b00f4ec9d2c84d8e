import type { UpstreamAddress } from '@vivavoce/realtime/upstream';

/** What is shorter is no key, and may stand in any sentence. */
const shortest = 8;

/** What may be a key in how a service is reached: values of headers, of the query but the model's name, and subprotocols. */
export function secretsIn({ url, protocols = [], headers = {} }: UpstreamAddress): string[] {
  const query = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  const values = query.filter(([name]) => name !== 'model').map(([, value]) => value);
  const words = [...Object.values(headers), ...values].flatMap((value) => value.split(/\s+/));
  // Before its first point a subprotocol is the name of what stands behind it.
  const tokens = protocols.flatMap((protocol) => /\.(.+)/s.exec(protocol)?.[1] ?? []);
  return [...words, ...tokens].filter(({ length }) => length >= shortest);
}
