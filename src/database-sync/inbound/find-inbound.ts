/**
 * What refers to objects of some schemas from outside of them: it holds on to the object, not to its name, so it would
 * go on with the old generation when schemas are renamed.
 *
 * 1. What can be said again in the transaction of the publish is read as a statement under true names; run after the
 *    renaming, it means the new objects.
 * 2. None of these statements looks at rows: readers of the live tables wait while they run.
 * 3. All else is named, and stops the publish before it begins.
 */
import type { PostgresConnection, Row } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';
import { orReplace } from '../profiles/publish-additions.js';
import {
  CONSTRAINTS,
  DEFAULTS,
  EVENT_TRIGGERS,
  EXTENSIONS,
  FUNCTIONS,
  OTHERS,
  OUTSIDE,
  POLICIES,
  PUBLISHED_SCHEMAS,
  PUBLISHED_TABLES,
  PUBLISHED_TABLES_14,
  TRIGGERS,
  VIEWS,
} from './inbound-queries.js';

export interface InboundReferences {
  /** To be run after the renaming, in this order. */
  readonly statements: readonly string[];
  /** To be run after the commit: they look at rows, and nothing waits for them. */
  readonly validations: readonly string[];
  /** Tables of publications, which the new generation may lack. */
  readonly published: readonly PublishedTable[];
  /** Schemas all of whose tables are in a publication. */
  readonly publishedSchemas: readonly { readonly publication: string; readonly schema: string }[];
  /** Extensions that stand in the schemas, and go along. */
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
  /** What cannot be said again, each by name. */
  readonly refused: readonly string[];
}

export interface PublishedTable {
  readonly publication: string;
  readonly schema: string;
  readonly name: string;
  /** A list of columns and a condition, as ADD TABLE takes them. */
  readonly rest: string;
}

/** Reads with `search_path = ''`: every name comes with its schema. */
export const findInbound = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<InboundReferences> => {
  const read = (sql: string) => connection.query(sql, [schemas], 'Cannot look for references to the live schemas');
  const sections: readonly (readonly [sql: string, statements: (row: Row) => string[]])[] = [
    [FUNCTIONS, ({ definition }) => [String(definition)]],
    [VIEWS, viewAgain],
    [
      DEFAULTS,
      (row) => [
        `${alterTable(row)} alter column ${quoteName(text(row, 'column'))} set default ${text(row, 'expression')}`,
      ],
    ],
    [CONSTRAINTS, constraintAgain],
    [TRIGGERS, triggerAgain],
    [POLICIES, policyAgain],
    // The last ones: from then on they are called for what follows.
    [EVENT_TRIGGERS, eventTriggerAgain],
  ];
  const statements: string[] = [];
  const validations: string[] = [];
  for (const [sql, again] of sections) {
    for (const row of await read(sql)) {
      statements.push(...again(row));
      validations.push(...validationOf(row));
    }
  }
  const isNew = connection.serverVersion >= 150_000;
  const published = await read(isNew ? PUBLISHED_TABLES : PUBLISHED_TABLES_14);
  const whole = isNew ? await read(PUBLISHED_SCHEMAS) : [];
  const extensions = await read(EXTENSIONS);
  const others = await read(OTHERS);
  return {
    statements,
    validations,
    published: published.map((row) => ({
      publication: text(row, 'publication'),
      schema: text(row, 'schema'),
      name: text(row, 'name'),
      rest: text(row, 'rest'),
    })),
    publishedSchemas: whole.map((row) => ({ publication: text(row, 'publication'), schema: text(row, 'schema') })),
    extensions: extensions
      .filter((row) => row['relocatable'] === true)
      .map((row) => ({ name: text(row, 'name'), schema: text(row, 'schema') })),
    refused: [
      ...others.map((row) => `${text(row, 'type')} ${text(row, 'identity')}`),
      ...extensions.filter((row) => row['relocatable'] !== true).map((row) => `extension ${text(row, 'name')}`),
    ],
  };
};

/** A table or view outside of the schemas that a publish changes: it refers to objects of them, and is said again. */
export interface OutsideRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** As `pg_class.relkind`. */
  readonly kind: string;
  readonly owner: string;
  /** Whether the account has the owner's rights. */
  readonly isOwn: boolean;
  /** Of a table outside: whether the account may lock it. */
  readonly canLock?: boolean;
}

/** Finds them without a lock: no definition is read. */
export const findOutside = async (
  connection: PostgresConnection,
  schemas: readonly string[],
): Promise<readonly OutsideRelation[]> =>
  (await connection.query(
    OUTSIDE,
    [schemas],
    'Cannot look for references to the live schemas',
  )) as unknown as OutsideRelation[];

const text = (row: Row, key: string): string => String(row[key]);

const alterTable = (row: Row): string => `alter table ${quoteQualified(text(row, 'schema'), text(row, 'table'))}`;

const viewAgain = (row: Row): string[] => {
  const options = row['options'] === null ? '' : ` with (${text(row, 'options')})`;
  const name = quoteQualified(text(row, 'schema'), text(row, 'name'));
  return [`create or replace view ${name}${options} as ${text(row, 'definition')}`];
};

const constraintAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const dropped = `${alterTable(row)} drop constraint ${name}`;
  const leaves = leavesOf(row);
  if (leaves !== undefined)
    return [
      dropped,
      ...leaves.map((leaf) => `alter table ${leaf.table} add ${constraintOf(row, leaf.name)} not valid`),
    ];
  return [
    dropped,
    `${alterTable(row)} add ${constraintOf(row, text(row, 'name'))} not valid`,
    ...commentOf(row, `constraint ${name}`),
  ];
};

const constraintOf = (row: Row, name: string): string =>
  `constraint ${quoteName(name)} ${text(row, 'definition').replace(/ NOT VALID$/, '')}`;

/** Of a partitioned table whose key is made again at its partitions: they, and what the key is called there. */
const leavesOf = (row: Row): readonly { readonly table: string; readonly name: string }[] | undefined => {
  const names = row['leafNames'] as readonly string[] | null | undefined;
  const leaves = row['leaves'] as readonly string[] | null | undefined;
  return leaves?.map((table, nth) => ({ table, name: names?.[nth] ?? '' }));
};

/** One statement, or several of one transaction: what has been held to at all rows is so again. */
const validationOf = (row: Row): string[] => {
  // Of what is no constraint it is undefined.
  if (row['valid'] !== true) return [];
  const leaves = leavesOf(row);
  if (leaves === undefined) return [`${alterTable(row)} validate constraint ${quoteName(text(row, 'name'))}`];
  // The key of the whole takes those of the partitions for its own, and looks at no row of theirs.
  const names = [...new Set(leaves.map(({ name }) => quoteText(name)))];
  const table = quoteQualified(text(row, 'schema'), text(row, 'table'));
  const each =
    names.length === 0
      ? ''
      : [
          `declare own record; begin for own in select conrelid::regclass as part, conname from pg_catalog.pg_constraint`,
          `where contype = 'f' and not convalidated and conparentid = 0 and conname in (${names.join(', ')})`,
          `and conrelid in (select relid from pg_catalog.pg_partition_tree(${quoteText(table)}))`,
          `loop execute format('alter table %s validate constraint %I', own.part, own.conname); end loop; end`,
        ].join(' ');
  return [
    [
      ...(each === '' ? [] : [`do ${quoteText(each)}`]),
      `${alterTable(row)} add ${constraintOf(row, text(row, 'name'))}`,
      ...commentOf(row, `constraint ${quoteName(text(row, 'name'))}`),
    ].join('; '),
  ];
};

const triggerAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const table = quoteQualified(text(row, 'schema'), text(row, 'table'));
  const state = TRIGGER_STATES[text(row, 'enabled')];
  const enabling = state === undefined ? [] : [`${alterTable(row)} ${state} trigger ${name}`];
  const definition = text(row, 'definition');
  // Whoever may make a trigger on another's table may replace it, but not drop it; its comment stays.
  const replaced = orReplace(definition);
  if (replaced !== definition) return [replaced, ...enabling];
  return [`drop trigger ${name} on ${table}`, definition, ...enabling, ...commentOf(row, `trigger ${name}`)];
};

const TRIGGER_STATES: Readonly<Record<string, string>> = { D: 'disable', R: 'enable replica', A: 'enable always' };

const policyAgain = (row: Row): string[] => {
  const table = quoteQualified(text(row, 'schema'), text(row, 'table'));
  const using = row['using'] === null ? '' : ` using (${text(row, 'using')})`;
  const check = row['check'] === null ? '' : ` with check (${text(row, 'check')})`;
  return [`alter policy ${quoteName(text(row, 'name'))} on ${table}${using}${check}`];
};

const eventTriggerAgain = (row: Row): string[] => {
  const name = quoteName(text(row, 'name'));
  const tags = (row['tags'] as readonly string[] | null) ?? [];
  const when = tags.length === 0 ? '' : ` when tag in (${tags.map(quoteText).join(', ')})`;
  const state = TRIGGER_STATES[text(row, 'enabled')];
  return [
    `drop event trigger ${name}`,
    `create event trigger ${name} on ${text(row, 'event')}${when} execute function ${quoteQualified(text(row, 'schema'), text(row, 'function'))}()`,
    `alter event trigger ${name} owner to ${quoteName(text(row, 'owner'))}`,
    ...(state === undefined ? [] : [`alter event trigger ${name} ${state}`]),
    ...(row['comment'] === null ? [] : [`comment on event trigger ${name} is ${quoteText(text(row, 'comment'))}`]),
  ];
};

/** A comment goes with what is dropped. */
const commentOf = (row: Row, object: string): string[] =>
  row['comment'] === null
    ? []
    : [
        `comment on ${object} on ${quoteQualified(text(row, 'schema'), text(row, 'table'))} is ${quoteText(text(row, 'comment'))}`,
      ];
