import type { TlsSetting } from '../../contracts/connections/tls.js';
import { readKeyMaterial } from './key-material.js';
import type { LoadContext } from '../load-context.js';
import type { Path } from '../document/problems.js';

/** The checked TLS setting; an unreadable certificate file is a problem. */
export const tlsSetting = (
  given: 'off' | 'system' | { ca: string } | undefined,
  standard: 'off' | 'system',
  path: Path,
  context: LoadContext,
): TlsSetting => {
  if (given === undefined) return standard;
  if (typeof given === 'string') return given;
  const ca = readKeyMaterial(given.ca, 'CERTIFICATE', [...path, 'ca'], context);
  return ca === undefined ? standard : { ca };
};

/** This machine itself, through a network interface that no other machine can listen to. */
export const isLoopback = (host: string): boolean => {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
};

/** This machine itself; a host that begins with `/` is a socket. */
export const isLocal = (host: string): boolean => host.startsWith('/') || isLoopback(host);
