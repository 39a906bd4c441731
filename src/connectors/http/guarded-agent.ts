/**
 * Connections to web services whose addresses users give.
 *
 * 1. An address is checked where it is connected to: the literal of a URL, every address that a name resolves to, and
 *    at last the peer of the socket. Between the check and the connection there is no second resolution.
 * 2. One address that is not allowed refuses its name, whatever the others are.
 * 3. Variables of a proxy in the environment have no say.
 */
import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { StevedoreError } from '../../contracts/errors.js';
import type { AddressRule } from './address-rule.js';
import { addressRule, bare } from './address-rule.js';

export interface HttpNetwork {
  /** Of `network.allow`. */
  readonly allow: readonly string[];
  /** Resolves names, always with `all`. @default the system's */
  readonly lookup?: LookupFunction;
}

/** Throws, in its requests, HTTP_ADDRESS_FORBIDDEN before a connection is made. */
export const guardedAgent = (
  { allow, lookup = dnsLookup }: HttpNetwork,
  limits: { readonly connectMs: number; readonly headersMs: number; readonly idleMs: number },
): Agent => {
  const rule = addressRule(allow);
  const connect = buildConnector({
    timeout: limits.connectMs,
    lookup: guardedLookup(rule, lookup),
    autoSelectFamily: true,
  });
  return new Agent({
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.idleMs,
    connect: (options, callback) => {
      const host = bare(options.hostname);
      const refused = (address: string): void => callback(forbidden(host, address), null);
      if (isIP(host) !== 0 && !rule.isAllowed(host)) return refused(host);
      connect(options, (...answer) => {
        const [error, socket] = answer;
        if (error !== null) return callback(...answer);
        const peer = socket.remoteAddress ?? '';
        if (rule.isNamed(host) || rule.isAllowed(peer)) return callback(...answer);
        socket.destroy();
        refused(peer);
      });
    },
  });
};

const guardedLookup =
  (rule: AddressRule, lookup: LookupFunction): LookupFunction =>
  (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, answer) => {
      if (error !== null) return callback(error, '', 0);
      const addresses = Array.isArray(answer) ? answer : [];
      const bad = rule.isNamed(host) ? undefined : addresses.find(({ address }) => !rule.isAllowed(address));
      if (bad !== undefined) return callback(forbidden(host, bad.address), '', 0);
      const [first] = addresses;
      if (first === undefined) return callback(new Error(`${host} has no address`), '', 0);
      return options.all === true ? callback(null, [...addresses]) : callback(null, first.address, first.family);
    });
  };

const forbidden = (host: string, address: string): StevedoreError =>
  new StevedoreError(
    'HTTP_ADDRESS_FORBIDDEN',
    `Cannot connect to "${host}": ${address === host ? 'it' : `its address ${address}`} is not a public address; where it is meant, add it to network.allow`,
  );
