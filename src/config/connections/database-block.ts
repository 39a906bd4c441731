import * as z from 'zod';
import type { TlsSetting } from '../../contracts/connections/tls.js';
import { filledText, tls } from '../fields/fields.js';
import { isLocal, tlsSetting } from '../fields/tls-setting.js';
import type { Path } from '../document/problems.js';
import type { LoadContext } from '../load-context.js';
import type { UrlParts } from './mysql-url.js';

/** A database server as a connection names it: by a URL, or by its parts. */
export const databaseBlock = <K extends 'postgres' | 'mysql'>(kind: K, port: number) =>
  z.strictObject({
    kind: z.literal(kind).describe('The kind of server.'),
    url: z.string().optional().describe(`${kind}://user:password@host:port/database, instead of the five keys below.`),
    host: filledText().optional().describe('Host name or address.'),
    port: z.int().min(1).max(65_535).optional().describe(`Default: ${port}.`),
    database: filledText().optional().describe('The database in which sessions work.'),
    user: filledText().optional().describe('The account.'),
    password: z.string().optional().describe("The account's password."),
    tls: tls().optional().describe('Default: "system", or "off" where the server is on this machine.'),
  });

type DatabaseBlock = z.output<ReturnType<typeof databaseBlock>>;

export interface DatabaseSettings {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  readonly account: { readonly user: string; readonly password: string };
  readonly database: string;
}

/** The settings of a block; what is missing or said twice is a problem. */
export const databaseSettings = (
  block: DatabaseBlock,
  path: Path,
  { port, parse }: { readonly port: number; readonly parse: (url: string) => UrlParts | undefined },
  context: LoadContext,
): DatabaseSettings => {
  const parts = block.url === undefined ? fromKeys(block, port, path, context) : fromUrl(block, parse, path, context);
  return {
    ...parts,
    tls: tlsSetting(block.tls, isLocal(parts.address.host) ? 'off' : 'system', [...path, 'tls'], context),
  };
};

const KEYS = ['host', 'port', 'database', 'user', 'password'] as const;

type Parts = Omit<DatabaseSettings, 'tls'>;

const fromKeys = (block: DatabaseBlock, port: number, path: Path, { missing, problems }: LoadContext): Parts => {
  if (KEYS.every((key) => block[key] === undefined))
    missing([...path, 'url'], 'give it, or "host" and the other parts');
  else {
    for (const key of ['host', 'database', 'user'] as const) {
      if (block[key] === undefined) missing([...path, key], 'give it, or "url"');
    }
  }
  if (block.host?.includes(',')) problems.add([...path, 'host'], 'must name one server');
  return {
    address: { host: block.host ?? '', port: block.port ?? port },
    account: { user: block.user ?? '', password: block.password ?? '' },
    database: block.database ?? '',
  };
};

const fromUrl = (
  block: DatabaseBlock,
  parse: (url: string) => UrlParts | undefined,
  path: Path,
  { problems }: LoadContext,
): Parts => {
  for (const key of KEYS) {
    if (block[key] !== undefined) problems.add([...path, key], 'and "url" exclude each other');
  }
  const parts = parse(block.url ?? '');
  if (parts?.account !== undefined && parts.address.host !== '' && parts.database !== '')
    return { ...parts, account: parts.account };
  const form = `"${block.kind}://<user>:<password>@<host>:<port>/<database>"`;
  problems.add([...path, 'url'], `must be ${form}, with special characters in %-notation and without "?"`);
  return { address: { host: '', port: 0 }, account: { user: '', password: '' }, database: '' };
};
