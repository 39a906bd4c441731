import { isIP } from 'node:net';

const HOST = /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*$/;

/** True for an address, a network such as `10.0.0.0/8`, or a host name. */
export const isNetworkOrHost = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (bits === undefined) return family !== 0 || (HOST.test(address) && !/^[\d.]+$/.test(address));
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};
