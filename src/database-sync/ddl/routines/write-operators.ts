import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteName, quoteQualified } from '../quote.js';

export const writeOperators = ({ operators }: Catalog): DdlObject[] =>
  operators.map(({ oid, schema, name, ...operator }) => ({
    key: keyOf('pg_operator', oid),
    kind: 'operator',
    schema,
    name,
    create: () => {
      const parts = [
        `FUNCTION = ${operator.routine}`,
        ...(operator.merges ? ['MERGES'] : []),
        ...(operator.hashes ? ['HASHES'] : []),
        ...(operator.left === null ? [] : [`LEFTARG = ${operator.left}`]),
        ...(operator.right === null ? [] : [`RIGHTARG = ${operator.right}`]),
        ...(operator.commutator === null ? [] : [`COMMUTATOR = OPERATOR(${operator.commutator})`]),
        ...(operator.negator === null ? [] : [`NEGATOR = OPERATOR(${operator.negator})`]),
        ...(operator.restrict === null ? [] : [`RESTRICT = ${operator.restrict}`]),
        ...(operator.join === null ? [] : [`JOIN = ${operator.join}`]),
      ];
      // An operator's name is made of signs and is never quoted.
      return [`CREATE OPERATOR ${quoteName(schema)}.${name} (\n    ${parts.join(',\n    ')}\n)`];
    },
  }));

/** Families, with the members that belong to no class of theirs. */
export const writeOperatorFamilies = ({ operatorFamilies, operatorMembers }: Catalog): DdlObject[] =>
  operatorFamilies.map(({ oid, schema, name, method }) => {
    const loose = operatorMembers.filter((each) => each.ownerCatalogue === 'pg_opfamily' && each.owner === oid);
    const family = `OPERATOR FAMILY ${quoteQualified(schema, name)} USING ${quoteName(method)}`;
    return {
      key: keyOf('pg_opfamily', oid),
      kind: 'operatorFamily',
      schema,
      name,
      create: (without) => {
        const added = loose.filter((each) => !without.has(keyOf(each.catalogue, each.oid)));
        return [`CREATE ${family}`, ...added.map(({ text }) => `ALTER ${family} ADD ${text}`)];
      },
      parts: loose.map((each) => ({
        key: keyOf(each.catalogue, each.oid),
        name: `${name} ${each.text}`,
        statement: `ALTER ${family} ADD ${each.text}`,
      })),
    };
  });

export const writeOperatorClasses = ({ operatorClasses, operatorMembers }: Catalog): DdlObject[] =>
  operatorClasses.map(({ oid, schema, name, method, isDefault, type, family, storage }) => {
    const members = operatorMembers.filter((each) => each.ownerCatalogue === 'pg_opclass' && each.owner === oid);
    const items = members.map(({ text }) => text);
    return {
      key: keyOf('pg_opclass', oid),
      kind: 'operatorClass',
      schema,
      name,
      covers: members.map((each) => keyOf(each.catalogue, each.oid)),
      create: () => [
        `CREATE OPERATOR CLASS ${quoteQualified(schema, name)}\n    ${isDefault ? 'DEFAULT ' : ''}FOR TYPE ${type} USING ${quoteName(method)}` +
          // Without members a class must name its storage.
          ` FAMILY ${family} AS\n    ${[...(storage === null && items.length > 0 ? [] : [`STORAGE ${storage ?? type}`]), ...items].join(',\n    ')}`,
      ],
    };
  });

const CONTEXTS: Readonly<Record<string, string>> = { a: ' AS ASSIGNMENT', i: ' AS IMPLICIT', e: '' };

export const writeCasts = ({ casts }: Catalog): DdlObject[] =>
  casts.map(({ oid, source, target, routine, method, context }) => ({
    key: keyOf('pg_cast', oid),
    kind: 'cast',
    schema: '',
    name: `${source} as ${target}`,
    create: () => {
      const how =
        method === 'f' ? `WITH FUNCTION ${routine ?? ''}` : method === 'b' ? 'WITHOUT FUNCTION' : 'WITH INOUT';
      return [`CREATE CAST (${source} AS ${target}) ${how}${CONTEXTS[context] ?? ''}`];
    },
  }));
