import * as z from 'zod';
import type { HttpAuth } from '../../contracts/connections/http.js';
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
  ])
  .describe(
    'How requests say who asks: `{ type: bearer, token }`, `{ type: basic, username, password }`, `{ type: header, name, value }` or `{ type: query, name, value }`.',
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

/** A web service. */
export const httpConnection: ConnectionKindOf<'http', z.output<typeof block>> = {
  block,
  settings: (given) => ({ baseUrl: given.base_url, ...(given.auth === undefined ? {} : { auth: given.auth }) }),
  secrets: ({ auth }) => (auth === undefined ? [] : secretsOf(auth)),
};

/** As they are meant, and as requests write them. */
const secretsOf = (auth: HttpAuth): string[] => {
  if ('token' in auth) return [auth.token];
  if ('password' in auth) {
    return [auth.password, Buffer.from(`${auth.username}:${auth.password}`).toString('base64')];
  }
  return [auth.value, encodeURIComponent(auth.value)];
};
