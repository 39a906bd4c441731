import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { listOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { endsInvoker } from './reads-of-owners.js';

/** What an ALTER TABLE of a dump does: nothing that reads rows, and nothing about the server's files. */
const ALLOWED: ReadonlySet<string> = new Set(
  (
    'AddConstraint AddIdentity AddInherit AddOf AlterConstraint AttachPartition ChangeOwner ClusterOn ColumnDefault DisableRowSecurity ' +
    'DisableRule DisableTrig DropCluster DropNotNull EnableAlwaysRule EnableAlwaysTrig EnableReplicaRule EnableReplicaTrig EnableRowSecurity ' +
    'EnableRule EnableTrig ForceRowSecurity NoForceRowSecurity ReplicaIdentity SetCompression SetIdentity SetLogged SetNotNull SetOptions ' +
    'SetRelOptions SetStatistics SetStorage SetUnLogged ValidateConstraint'
  ).split(' '),
);

export const refusedAlteration = (fields: Fields): string | undefined => {
  if (endsInvoker(fields)) return 'because it takes "security_invoker" from a view: say it where the view is created';
  return listOf(fields, 'cmds').every((each) => ALLOWED.has(textOf(each.fields, 'subtype').replace(/^AT_/, '')))
    ? undefined
    : 'dumps do not change tables in this way';
};
