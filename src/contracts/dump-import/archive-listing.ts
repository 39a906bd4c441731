import type { RemoteArchive } from './archive.js';
import type { ArchiveComparison, FreshnessReason } from './freshness.js';

/** One listing of the source's directory. */
export interface ArchiveListing {
  readonly archives: readonly RemoteArchive[];
  /** `hiddenBy`: the archive that counted as newer. */
  readonly notTaken: readonly { readonly filename: string; readonly reason: string; readonly hiddenBy?: string }[];
}

/** The decision of the freshness step. */
export interface FreshnessDecision {
  readonly take: boolean;
  readonly reason: FreshnessReason;
  readonly archives: readonly RemoteArchive[];
  readonly comparisons: readonly ArchiveComparison[];
  /** Why newer archives are not imported, or have not been for long. @default [] */
  readonly warnings?: readonly string[];
  /** They have been unchanged for so long that no second listing is needed. @default false */
  readonly settled?: boolean;
  /** Queue of the host that decided, whose disk the attempt uses. Absent in runs of 0.2.0, which ask for it. */
  readonly taskQueue?: string;
}
