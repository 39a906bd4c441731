import type { Catalog } from '../../catalog/read-families.js';
import type { DdlObject } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { ENABLED, foreignOptions, quoteName, quoteText } from '../quote.js';

/** Schemas; `public` is there already. */
export const writeSchemas = ({ schemas }: Catalog): DdlObject[] =>
  schemas.map(({ oid, name }) => ({
    key: keyOf('pg_namespace', oid),
    kind: 'schema',
    schema: '',
    name,
    create: () => [`CREATE SCHEMA ${name === 'public' ? 'IF NOT EXISTS ' : ''}${quoteName(name)}`],
  }));

/** Extensions, in the version that the server offers. */
export const writeExtensions = ({ extensions }: Catalog): DdlObject[] =>
  extensions.map(({ oid, name, schema }) => ({
    key: keyOf('pg_extension', oid),
    kind: 'extension',
    schema: '',
    name,
    create: () => [`CREATE EXTENSION IF NOT EXISTS ${quoteName(name)} WITH SCHEMA ${quoteName(schema)}`],
  }));

export const writeForeignDataWrappers = ({ foreignDataWrappers }: Catalog): DdlObject[] =>
  foreignDataWrappers.map(({ oid, name, handler, validator, options }) => ({
    key: keyOf('pg_foreign_data_wrapper', oid),
    kind: 'foreignDataWrapper',
    schema: '',
    name,
    create: () => [
      `CREATE FOREIGN DATA WRAPPER ${quoteName(name)}${handler === null ? '' : ` HANDLER ${handler}`}` +
        `${validator === null ? '' : ` VALIDATOR ${validator}`}${foreignOptions(options)}`,
    ],
  }));

export const writeForeignServers = ({ foreignServers }: Catalog): DdlObject[] =>
  foreignServers.map(({ oid, name, type, version, wrapper, options }) => ({
    key: keyOf('pg_foreign_server', oid),
    kind: 'foreignServer',
    schema: '',
    name,
    create: () => [
      `CREATE SERVER ${quoteName(name)}${type === null ? '' : ` TYPE ${quoteText(type)}`}` +
        `${version === null ? '' : ` VERSION ${quoteText(version)}`} FOREIGN DATA WRAPPER ${quoteName(wrapper)}${foreignOptions(options)}`,
    ],
  }));

/** Publications with their members. */
export const writePublications = ({ publications, publicationMembers }: Catalog): DdlObject[] =>
  publications.map((publication) => {
    const { oid, name } = publication;
    const members = publicationMembers.filter((member) => member.publication === oid);
    return {
      key: keyOf('pg_publication', oid),
      kind: 'publication',
      schema: '',
      name,
      create: () => [
        `CREATE PUBLICATION ${quoteName(name)}${publication.allTables ? ' FOR ALL TABLES' : ''} WITH (${publicationOptions(publication)})`,
        ...members.map((member) => `ALTER PUBLICATION ${quoteName(name)} ADD ${memberText(member)}`),
      ],
      covers: members.map((member) => keyOf(member.catalogue, member.oid)),
      needs: members.map(({ catalogue, memberOid }) =>
        keyOf(catalogue === 'pg_publication_rel' ? 'pg_class' : 'pg_namespace', memberOid),
      ),
    };
  });

const memberText = ({ catalogue, member, columns, condition }: Catalog['publicationMembers'][number]): string =>
  catalogue === 'pg_publication_namespace'
    ? `TABLES IN SCHEMA ${member}`
    : `TABLE ONLY ${member}${columns === null ? '' : ` (${columns})`}${condition === null ? '' : ` WHERE (${condition})`}`;

const publicationOptions = (publication: Catalog['publications'][number]): string => {
  const { inserts, updates, deletes, truncates, viaRoot, generated } = publication;
  const published = Object.entries({ insert: inserts, update: updates, delete: deletes, truncate: truncates });
  const words = published.filter(([, on]) => on).map(([word]) => word);
  return [
    `publish = ${quoteText(words.join(', '))}`,
    ...(viaRoot ? ['publish_via_partition_root = true'] : []),
    ...(generated === 's' ? ['publish_generated_columns = stored'] : []),
  ].join(', ');
};

export const writeEventTriggers = ({ eventTriggers }: Catalog): DdlObject[] =>
  eventTriggers.map(({ oid, name, event, routine, enabled, tags }) => ({
    key: keyOf('pg_event_trigger', oid),
    kind: 'eventTrigger',
    schema: '',
    name,
    create: () => [
      `CREATE EVENT TRIGGER ${quoteName(name)} ON ${event}` +
        `${tags === null ? '' : ` WHEN TAG IN (${tags.map(quoteText).join(', ')})`} EXECUTE FUNCTION ${routine}()`,
      ...(enabled === 'O' ? [] : [`ALTER EVENT TRIGGER ${quoteName(name)} ${ENABLED[enabled] ?? ''}`]),
    ],
  }));
