import type { CatalogReader } from '../catalog-reader.js';
import { notOfExtension } from '../catalog-reader.js';

export interface EventTriggerRow {
  readonly oid: number;
  readonly name: string;
  readonly event: string;
  /** With its schema, without parentheses. */
  readonly routine: string;
  /** `O`, `D`, `R` or `A`. */
  readonly enabled: string;
  readonly tags: readonly string[] | null;
}

export const readEventTriggers = ({ rows }: CatalogReader): Promise<EventTriggerRow[]> =>
  rows(
    'event triggers',
    `select t.oid, t.evtname as name, t.evtevent as event, t.evtfoid::regproc::text as routine, t.evtenabled::text as enabled,
        t.evttags as tags
       from pg_event_trigger t where ${notOfExtension('pg_event_trigger', 't.oid')}`,
  );
