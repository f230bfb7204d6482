import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** How far out an address lies. Link-local, multicast and translated addresses count as the machine's own. */
export type Reach = 'machine' | 'private' | 'public';

const ORDER: readonly Reach[] = ['machine', 'private', 'public'];

function networks(...cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** RFC 6890 and the registries that follow it. */
const MACHINE = networks(
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16'],
);
const PRIVATE = networks(
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24'],
  ...['198.18.0.0/15', 'fc00::/7', 'fec0::/10'],
);

export function reachOf(address: string): Reach {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || MACHINE.check(address, family)) return 'machine';
  return PRIVATE.check(address, family) ? 'private' : 'public';
}

/** What a host tells us to ask may lie as far out as that host, or farther, never closer to us. */
export function mayLead(from: Reach, to: Reach): boolean {
  return ORDER.indexOf(to) >= ORDER.indexOf(from);
}

export class ForbiddenAddress extends Error {}

/** Resolves names, and refuses one that leads closer; the connection then goes to the very address that was judged. */
export function guardedLookup(from: Reach): LookupFunction {
  return (hostname, options, callback) => {
    const wanted: LookupAllOptions = { ...options, all: true };
    systemLookup(hostname, wanted, (error, addresses: LookupAddress[] | undefined) => {
      const isBad = addresses?.some(({ address }) => !mayLead(from, reachOf(address)));
      callback(error ?? (isBad ? new ForbiddenAddress() : null), addresses ?? []);
    });
  };
}
