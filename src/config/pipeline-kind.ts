import type { z } from 'zod';
import type { Kind, Kinds, PipelineSettings } from '../contracts/kinds.js';
import type { ExportSettings } from '../contracts/table-export/settings.js';
import type { Path, Problems } from './document/problems.js';
import type { PipelineContext } from './load-context.js';

/** What the configuration file says for all pipelines. */
export interface PipelineDefaults {
  readonly events: 'disabled' | 'enabled' | 'skip';
  readonly exports: ExportSettings;
}

/** How the pipelines of one kind are written in the configuration file. */
export interface PipelineKind<K extends Kind, Block = unknown> {
  /** A strict object whose key `kind` is the kind. */
  readonly block: z.ZodObject<{ kind: z.ZodLiteral<K> }>;
  /** Adds what the schema cannot say about one pipeline. A disabled one may lack what a run would need. */
  check(name: string, block: Block, path: Path, context: PipelineContext): void;
  /** The settings of one pipeline; `path` is where its block stands in the file. */
  settings(
    name: string,
    block: Block,
    path: Path,
    defaults: PipelineDefaults,
    context: PipelineContext,
  ): Kinds[K]['settings'];
  /** Adds what only all pipelines of the kind together show; `all` are those of every kind. @default nothing */
  together?(
    pipelines: readonly { readonly settings: Kinds[K]['settings']; readonly path: Path }[],
    problems: Problems,
    all: readonly PipelineSettings[],
  ): void;
  /** Whether such a pipeline needs the target `mysql:`. @default false */
  readonly needsTarget?: boolean;
  /** What must not stand in a log or a message. @default nothing */
  secrets?(settings: Kinds[K]['settings']): readonly (string | undefined)[];
}
