import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, PrivateAddressError } from './public-address.ts';

/** A name that takes longer to be found has no address, in ms. */
const longestMs = 5000;
/** How long a name server may take, and how often it is asked. */
const lookUpOptions = { timeout: 2000, tries: 2 };

/**
 * Looks up a name that a client gave, by asking name servers alone. The system's look-up has a few threads for everybody, and a name
 * server that does not answer would hold them.
 *
 * @returns nothing where there is no such name, or it could not be found in time.
 */
async function ask(hostname: string, servers?: readonly string[]): Promise<LookupAddress[]> {
  const resolver = new Resolver(lookUpOptions);
  if (servers) resolver.setServers(servers);
  const late = setTimeout(() => {
    resolver.cancel();
  }, longestMs);
  const [four, six] = await Promise.all([
    resolver.resolve4(hostname).catch((): string[] => []),
    resolver.resolve6(hostname).catch((): string[] => []),
  ]);
  clearTimeout(late);
  return [
    ...four.map((address) => ({ address, family: 4 })),
    ...six.map((address) => ({ address, family: 6 })),
  ];
}

/**
 * Resolves a name to its public addresses alone: the connection is made to one of these and no other.
 *
 * @param servers - the name servers to ask, as `192.0.2.1:53`. Default the system's.
 */
export function publicLookupOf(servers?: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    // Nobody else knows such names.
    if (isLocal(hostname)) {
      callback(new PrivateAddressError(), []);
      return;
    }
    void ask(hostname, servers).then((found) => {
      const fine = found.filter(({ address }) => isPublicAddress(address));
      const [first] = fine;
      if (found.length === 0) callback(new UnknownNameError(), []);
      else if (first === undefined) callback(new PrivateAddressError(), []);
      else if (options.all === true) callback(null, fine);
      else callback(null, first.address, first.family);
    });
  };
}

/** The same, of the system's name servers. */
export const publicLookup: LookupFunction = publicLookupOf();

/** Resolves a name to any address. What name servers don't know is looked up as the system does: its hosts, its network. */
export const anyLookup: LookupFunction = (hostname, options, callback) => {
  void (isLocal(hostname) ? Promise.resolve([]) : ask(hostname)).then((found) => {
    const [first] = found;
    if (first === undefined) lookup(hostname, options, callback);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

/** Names of this machine and its network. */
function isLocal(hostname: string): boolean {
  return /^[^.]*\.?$|\.(?:localhost|local)\.?$/i.test(hostname);
}

class UnknownNameError extends Error {
  constructor() {
    super('its name was not found');
    this.name = 'UnknownNameError';
  }
}
