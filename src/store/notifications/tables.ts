import type { Generated } from 'kysely';

export interface NotificationsTable {
  /** Rises in the order of insertion; with gaps. */
  seq: Generated<number>;
  /** The webhook's id. */
  id: string;
  /** Its name in the configuration. */
  receiver: string;
  event: string;
  subject: string;
  pipeline: string | null;
  run_id: string | null;
  /** JSON: a `NotificationBody`. */
  body: string;
  created_at: Date | string;
  state: string;
  tries: number;
  tried_at: Date | string | null;
  error: string | null;
}
