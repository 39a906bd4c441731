import type { HttpAuth } from '../../contracts/connections/http.js';
import type { HttpCredentials } from './guarded-request.js';

/** How requests say who asks. */
export const credentialsOf = (auth: Exclude<HttpAuth, { readonly type: 'oauth2' }> | undefined): HttpCredentials => {
  if (auth === undefined) return {};
  switch (auth.type) {
    case 'bearer':
      return { headers: { authorization: `Bearer ${auth.token}` } };
    case 'basic':
      return { headers: { authorization: basic(auth.username, auth.password) } };
    case 'header':
      return { headers: { [auth.name.toLowerCase()]: auth.value } };
    case 'query':
      return { query: { [auth.name]: auth.value } };
  }
};

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
