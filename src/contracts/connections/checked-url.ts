import { StevedoreError } from '../errors.js';

/** The address, which is http or https and has no credentials in it; a fragment goes. Throws REQUEST_INVALID. */
export const checkedUrl = (text: string, action: string): URL => {
  const state = urlFault(text);
  if (state !== undefined) throw new StevedoreError('REQUEST_INVALID', `${action}: the address ${state}`);
  const url = new URL(text);
  url.hash = '';
  return url;
};

const urlFault = (text: string): string | undefined => {
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'is neither http nor https';
  if (username !== '' || password !== '') return 'has credentials in it; give them otherwise';
  return undefined;
};

/** An address for messages, without its query. */
export const shownUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`.slice(0, 200);
