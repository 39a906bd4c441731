import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { quoteQualified, quoteText } from '../quote.js';

export const writeFunctions = ({ functions }: Catalog): DdlObject[] =>
  functions.map(({ oid, schema, name, definition }) => ({
    key: keyOf('pg_proc', oid),
    kind: 'function',
    schema,
    name,
    create: () => [definition.trimEnd()],
  }));

const MODIFY: Readonly<Record<string, string>> = { r: 'READ_ONLY', s: 'SHAREABLE', w: 'READ_WRITE' };
const PARALLEL: Readonly<Record<string, string>> = { s: 'SAFE', r: 'RESTRICTED', u: 'UNSAFE' };

export const writeAggregates = ({ aggregates }: Catalog): DdlObject[] =>
  aggregates.map((aggregate) => ({
    key: keyOf('pg_proc', aggregate.oid),
    kind: 'aggregate',
    schema: aggregate.schema,
    name: aggregate.name,
    create: () => [
      `CREATE AGGREGATE ${quoteQualified(aggregate.schema, aggregate.name)}(${aggregate.arguments || '*'}) (\n    ` +
        `${[...plainState(aggregate), ...movingState(aggregate), ...manner(aggregate)].join(',\n    ')}\n)`,
    ],
  }));

type Aggregate = Catalog['aggregates'][number];

const plainState = (aggregate: Aggregate): string[] => [
  `SFUNC = ${aggregate.transition}`,
  `STYPE = ${aggregate.stateType}`,
  ...(aggregate.stateSpace === 0 ? [] : [`SSPACE = ${aggregate.stateSpace}`]),
  ...maybe('FINALFUNC', aggregate.final),
  ...(aggregate.finalExtra ? ['FINALFUNC_EXTRA'] : []),
  ...(aggregate.final === null ? [] : modified('FINALFUNC_MODIFY', aggregate.finalModify, aggregate.kind)),
  ...maybe('COMBINEFUNC', aggregate.combine),
  ...maybe('SERIALFUNC', aggregate.serial),
  ...maybe('DESERIALFUNC', aggregate.deserial),
  ...(aggregate.initial === null ? [] : [`INITCOND = ${quoteText(aggregate.initial)}`]),
];

const movingState = (aggregate: Aggregate): string[] =>
  aggregate.movingTransition === null
    ? []
    : [
        `MSFUNC = ${aggregate.movingTransition}`,
        ...maybe('MINVFUNC', aggregate.movingInverse),
        ...maybe('MSTYPE', aggregate.movingStateType),
        ...(aggregate.movingStateSpace === 0 ? [] : [`MSSPACE = ${aggregate.movingStateSpace}`]),
        ...maybe('MFINALFUNC', aggregate.movingFinal),
        ...(aggregate.movingFinalExtra ? ['MFINALFUNC_EXTRA'] : []),
        ...(aggregate.movingFinal === null
          ? []
          : modified('MFINALFUNC_MODIFY', aggregate.movingFinalModify, aggregate.kind)),
        ...(aggregate.movingInitial === null ? [] : [`MINITCOND = ${quoteText(aggregate.movingInitial)}`]),
      ];

const manner = ({ sortOperator, kind, parallel }: Aggregate): string[] => [
  ...(sortOperator === null ? [] : [`SORTOP = OPERATOR(${sortOperator})`]),
  ...(kind === 'h' ? ['HYPOTHETICAL'] : []),
  ...(parallel === 'u' ? [] : [`PARALLEL = ${PARALLEL[parallel] ?? parallel}`]),
];

const maybe = (word: string, value: string | null): string[] => (value === null ? [] : [`${word} = ${value}`]);

/** Normal aggregates read their state only, the other kinds change it, unless they say otherwise. */
const modified = (word: string, how: string, kind: string): string[] =>
  how === (kind === 'n' ? 'r' : 'w') ? [] : [`${word} = ${MODIFY[how] ?? how}`];
