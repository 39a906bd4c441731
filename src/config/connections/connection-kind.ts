import type { z } from 'zod';
import type { ConnectionKind, ConnectionKinds } from '../../contracts/connections/connection.js';
import type { Path } from '../document/problems.js';
import type { LoadContext } from '../load-context.js';

/** How the connections of one kind are written in the configuration file. */
export interface ConnectionKindOf<K extends ConnectionKind, Block = unknown> {
  /** A strict object whose key `kind` is the kind. */
  readonly block: z.ZodObject<{ kind: z.ZodLiteral<K> }>;
  /** The settings of one connection; `path` is where its block stands in the file. */
  settings(block: Block, path: Path, context: LoadContext): ConnectionKinds[K];
  /** What must not stand in a log or a message. */
  secrets(settings: ConnectionKinds[K]): readonly (string | undefined)[];
}
