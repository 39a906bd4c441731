import type { Statement } from '../classify-statement.js';
import type { OwnNames } from '../own-names.js';
import { isName } from '../token-reader.js';
import type { TokenReader } from '../token-reader.js';
import { withoutOwnSchema } from '../tokens/without-own-schema.js';

/** `TRUNCATE [TABLE] t`; undefined for anything else. */
export const classifyTruncate = (reader: TokenReader, own: OwnNames): Statement | undefined => {
  reader.take();
  reader.takeWords('table');
  const { tokens, cuts } = withoutOwnSchema(reader.rest(), own);
  const [table] = tokens;
  return tokens.length === 1 && isName(table) ? { kind: 'truncate', table: table.value, cuts } : undefined;
};
