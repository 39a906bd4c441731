import type { Fields, ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { findAll, listOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { relationName } from './allow-names.js';
import { relationsInTree } from './names-in-tree.js';

/** Relations of the server that not everybody may read, in any version. */
const SECRET: ReadonlySet<string> = new Set(
  (
    'pg_aios pg_authid pg_backend_memory_contexts pg_config pg_dsm_registry_allocations pg_file_settings pg_hba_file_rules pg_ident_file_mappings ' +
    'pg_largeobject pg_replication_origin_status pg_shadow pg_shmem_allocations pg_shmem_allocations_numa pg_statistic pg_statistic_ext_data ' +
    'pg_subscription pg_user_mapping'
  ).split(' '),
);

interface Reading {
  readonly what: string;
  readonly line: number;
  readonly names: readonly (readonly string[])[];
  readonly why: string;
}

/**
 * What a file's views and rules read, and write, with the rights of their owner, whoever uses them: it has to be the
 * file's own. Policies, defaults, triggers and checks run with the rights of whoever asks.
 */
export class ReadsOfOwners {
  readonly #readings: Reading[] = [];

  add({ kind, fields }: ParsedStatement, line: number): void {
    if (kind === 'ViewStmt' && !isOfInvoker(fields))
      this.#readings.push({
        what: 'CREATE VIEW',
        line,
        names: relationsInTree(fields['query']),
        why: 'and those to whom the view is given would see it with the rights of its owner; export that schema with it, or give the view WITH (security_invoker = true), so that its readers need the right themselves',
      });
    else if (kind === 'RuleStmt') {
      const own = relationName(partOf(fields, 'relation')).join('.');
      this.#readings.push({
        what: 'CREATE RULE',
        line,
        names: relationsInTree([fields['actions'], fields['whereClause']]).filter((name) => name.join('.') !== own),
        why: 'with the rights of its owner, whoever writes to its table; export that schema with it, or make it a trigger',
      });
    }
  }

  /** After the last statement: `schemas` are those of the file. Throws DUMP_STATEMENT_REFUSED. */
  check(schemas: ReadonlySet<string>): void {
    for (const { what, line, names, why } of this.#readings)
      for (const name of names)
        if (isBeyond(name, schemas))
          throw refuse(line, what, `because it reaches for "${name.join('.')}", which is not the file's own, ${why}`);
  }
}

/** Whether a relation is neither one of the file's schemas nor one that everybody may read. */
export const isBeyond = (name: readonly string[], schemas: ReadonlySet<string>): boolean => {
  const [relation = '', schema = ''] = [...name].reverse();
  // Without a schema it is a name of the query's own, or one of the server.
  if (schema === '' || schema === 'pg_catalog') return SECRET.has(relation);
  if (schema === 'information_schema' || relation.startsWith('pg_stat_statements')) return false;
  return !schemas.has(schema) || name.length > 2;
};

/** Of CREATE VIEW … WITH (security_invoker), as anybody writes that it is on. */
const isOfInvoker = (fields: Fields): boolean =>
  listOf(fields, 'options').some(({ fields: option }) => isInvokerOption(option) && isOn(option));

const isInvokerOption = (option: Fields): boolean => textOf(option, 'defname').toLowerCase() === 'security_invoker';

const isOn = (option: Fields): boolean => {
  const value = nodeOf(option['arg']);
  return value === undefined || /^(?:true|on|1|yes)$/i.test(textOf(value.fields, 'sval'));
};

/** Of an ALTER TABLE or VIEW: it may not take away what the judgement rests on. */
export const endsInvoker = (fields: Fields): boolean =>
  findAll(fields['cmds'], 'DefElem').some((option) => isInvokerOption(option) && !isOn(option));
