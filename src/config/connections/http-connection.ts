import * as z from 'zod';
import type { HttpAuth } from '../../contracts/connections/http.js';
import { defined } from '../fields/defined.js';
import { filledText, httpUrl } from '../fields/fields.js';
import type { ConnectionKindOf } from './connection-kind.js';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** What an HTTP header may carry. */
const headerText = () =>
  filledText().regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, { error: 'must be printable ASCII' });

const auth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('bearer'), token: headerText() }),
    z.strictObject({ type: z.literal('basic'), username: z.string().regex(/^[^:]*$/), password: z.string() }),
    z.strictObject({
      type: z.literal('header'),
      name: z.string().regex(HEADER_NAME, { error: 'must be the name of a header' }),
      value: headerText(),
    }),
    z.strictObject({ type: z.literal('query'), name: filledText(), value: filledText() }),
    z.strictObject({
      type: z.literal('oauth2'),
      token_url: httpUrl().refine((text) => URL.canParse(text) && isOpen(new URL(text)), {
        error: 'must not have credentials in it',
      }),
      client_id: filledText(),
      client_secret: filledText(),
      scope: filledText().optional(),
      audience: filledText().optional(),
      send_as: z.enum(['basic', 'body'], { error: 'must be "basic" or "body"' }).default('basic'),
    }),
  ])
  .describe(
    'How requests say who asks: `{ type: bearer, token }`, `{ type: basic, username, password }`, `{ type: header, name, value }`, `{ type: query, name, value }` or `{ type: oauth2, token_url, client_id, client_secret, scope, audience, send_as: basic or body }`.',
  );

const block = z.strictObject({
  kind: z.literal('http').describe('The kind of server.'),
  base_url: httpUrl()
    .refine((text) => URL.canParse(text) && isPlain(new URL(text)), {
      error: 'must not have credentials, a query or a fragment: credentials belong into "auth"',
    })
    .describe('Relative addresses start here.'),
  auth: auth.optional(),
});

const isPlain = ({ username, password, search, hash }: URL): boolean => username + password + search + hash === '';

const isOpen = ({ username, password }: URL): boolean => username + password === '';

/** A web service. */
export const httpConnection: ConnectionKindOf<'http', z.output<typeof block>> = {
  block,
  settings: ({ base_url: baseUrl, auth: given }) => ({
    baseUrl,
    ...(given === undefined ? {} : { auth: authOf(given) }),
  }),
  secrets: ({ auth }) => (auth === undefined ? [] : secretsOf(auth)),
};

const authOf = (given: z.output<typeof auth>): HttpAuth => {
  if (given.type !== 'oauth2') return given;
  const { type, token_url: tokenUrl, client_id: clientId, client_secret: clientSecret, send_as: sendAs } = given;
  return {
    type,
    tokenUrl,
    clientId,
    clientSecret,
    sendAs,
    ...defined({ scope: given.scope, audience: given.audience }),
  };
};

/** As they are meant, and as requests write them. */
const secretsOf = (auth: HttpAuth): string[] => {
  if ('token' in auth) return [auth.token];
  if ('password' in auth) return [auth.password, base64(auth.username, auth.password)];
  if ('clientSecret' in auth) {
    const { clientId, clientSecret } = auth;
    const encoded = encodeURIComponent(clientSecret);
    return [clientSecret, encoded, base64(clientId, clientSecret), base64(encodeURIComponent(clientId), encoded)];
  }
  return [auth.value, encodeURIComponent(auth.value)];
};

const base64 = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString('base64');
