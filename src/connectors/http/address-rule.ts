import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What the addresses that users give may reach. */
export interface AddressRule {
  /** Whether the configuration names this host. */
  isNamed(host: string): boolean;
  /** Whether the address is public, or the configuration names it or its network. */
  isAllowed(address: string): boolean;
}

/** The rule of `network.allow`: networks, addresses and host names beside the public network. */
export const addressRule = (allow: readonly string[]): AddressRule => {
  const networks = allow.filter((entry) => isIP(entry.split('/')[0] ?? '') !== 0).map(network);
  const hosts = new Set(allow.map(plain));
  return {
    isNamed: (host) => isIP(bare(host)) === 0 && hosts.has(plain(host)),
    isAllowed: (text) => {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.process(text);
      const inside = networks.some(([first, bits]) => first.kind() === address.kind() && address.match(first, bits));
      return inside || isPublic(address);
    },
  };
};

/** The host of a URL as a socket takes it: an IPv6 address without its brackets. */
export const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

const network = (entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] => {
  const [address = '', bits] = entry.split('/');
  const parsed = ipaddr.process(address);
  return [parsed, bits === undefined ? (parsed.kind() === 'ipv4' ? 32 : 128) : Number(bits)];
};

/** Of IPv6 only 2000::/3 is given out; what else there is reaches other networks by some way or other. */
const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || ((address.toByteArray()[0] ?? 0) & 0xe0) === 0x20);
