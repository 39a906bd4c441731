import type { DatabaseJson } from '../../api/types.js';
import type { Databases } from '../databases.js';

/** What the three forms have in common. */
export interface StartFormProps {
  readonly state: Databases;
  readonly databases: readonly DatabaseJson[];
  readonly enabled: boolean;
  /** Called once the server has taken it. */
  readonly begun: (what: string) => void;
}
