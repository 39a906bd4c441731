import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { groupBy } from '../../group-by.js';
import { ENABLED, quoteName } from '../quote.js';

/** Rules, without those that make a view. */
export const writeRules = ({ rules }: Catalog): DdlObject[] =>
  rules
    .filter(({ isQuery }) => !isQuery)
    .map(({ oid, schema, name, relation, relationName, definition, enabled }) => ({
      key: keyOf('pg_rewrite', oid),
      kind: 'rule',
      schema,
      name,
      needs: [keyOf('pg_class', relation)],
      create: () => [
        definition.replace(/;\s*$/, ''),
        ...(enabled === 'O' ? [] : [`ALTER TABLE ${relationName} ${ENABLED[enabled] ?? ''} RULE ${quoteName(name)}`]),
      ],
    }));

/** Triggers; a partition's clone that is enabled otherwise than its parent is set so afterwards. */
export const writeTriggers = ({ triggers }: Catalog): DdlObject[] => {
  const clonesOf = groupBy(triggers, ({ parent }) => parent);
  return triggers
    .filter(({ parent }) => parent === 0)
    .map((trigger) => ({
      key: keyOf('pg_trigger', trigger.oid),
      kind: 'trigger',
      schema: trigger.schema,
      name: trigger.name,
      needs: [keyOf('pg_class', trigger.table)],
      covers: trigger.constraint === 0 ? [] : [keyOf('pg_constraint', trigger.constraint)],
      create: () => [
        trigger.definition,
        ...(trigger.enabled === 'O' ? [] : [enable(trigger)]),
        ...(clonesOf.get(trigger.oid) ?? []).map(enable),
      ],
    }));
};

const enable = ({ tableName, enabled, name }: Catalog['triggers'][number]): string =>
  `ALTER TABLE ${tableName} ${ENABLED[enabled] ?? ''} TRIGGER ${quoteName(name)}`;

const COMMANDS: Readonly<Record<string, string>> = {
  r: ' FOR SELECT',
  a: ' FOR INSERT',
  w: ' FOR UPDATE',
  d: ' FOR DELETE',
};

export const writePolicies = ({ policies }: Catalog): DdlObject[] =>
  policies.map(({ oid, schema, name, table, tableName, command, permissive, roles, using, check }) => ({
    key: keyOf('pg_policy', oid),
    kind: 'policy',
    schema,
    name,
    needs: [keyOf('pg_class', table)],
    create: () => [
      `CREATE POLICY ${quoteName(name)} ON ${tableName}${permissive ? '' : ' AS RESTRICTIVE'}${COMMANDS[command] ?? ''}` +
        `${roles.length === 0 ? '' : ` TO ${roles.map((role) => quoteName(role)).join(', ')}`}` +
        `${using === null ? '' : ` USING (${using})`}${check === null ? '' : ` WITH CHECK (${check})`}`,
    ],
  }));
