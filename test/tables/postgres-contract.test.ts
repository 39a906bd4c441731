import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startPostgres } from '../support/postgres-server.js';
import type { ContractServer } from './contract-server.js';
import { describeReplays } from './replay-contract.js';
import { describeTargetContract } from './target-contract.js';

const PERSON = 'id integer primary key, name varchar(40), amount numeric(10,2), born date, note text';

const TABLES: ContractServer['tables'] = {
  person: `create table person (${PERSON})`,
  split: `create table split (${PERSON}) partition by range (id);
    create table split_low partition of split for values from (minvalue) to (100);
    create table split_high partition of split for values from (100) to (maxvalue)`,
  account:
    'create table account (id integer primary key, email varchar(80) not null unique, name varchar(40) not null)',
  coded: 'create table coded (code varchar(20) unique, name varchar(40))',
  twin: `create collation if not exists any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create table twin (word varchar(20) collate any_case primary key, name varchar(40))`,
  checked: 'create table checked (id integer primary key, age integer constraint checked_age check (age >= 0))',
  article: 'create table article (id integer primary key, account_id integer references account, title varchar(40))',
  node: 'create table node (id integer primary key, parent integer references node)',
  made: `create table made (id integer generated always as identity primary key, first varchar(20), last varchar(20),
    full_name text generated always as (first || ' ' || last) stored)`,
  swallowing: `create table swallowing (${PERSON});
    create or replace function keep_ghosts_out() returns trigger language plpgsql as
      $$ begin if new.name = 'ghost' then return null; end if; return new; end $$;
    create trigger keep_out before insert or update on swallowing for each row execute function keep_ghosts_out()`,
  deferred: 'create table deferred (id integer primary key deferrable, name varchar(40))',
};

for (const version of POSTGRES_VERSIONS) {
  const start = async (): Promise<ContractServer> => {
    const server = await startPostgres({ version });
    const { host, port } = server;
    const account = { user: 'postgres', password: '' };
    const target = openPostgresTarget(
      { address: { host, port }, tls: 'off', account, database: 'postgres' },
      { applicationName: 'contract' },
    );
    return {
      target,
      schema: 'public',
      char: 'CHR(',
      literal: (text) => `'${text.replaceAll("'", "''")}'`,
      sql: (statement) => server.query(statement),
      tables: TABLES,
      stop: () => server.stop(),
    };
  };
  describeTargetContract(`PostgreSQL ${version} as a target`, start);
  describeReplays(`replays into PostgreSQL ${version}`, start);
}
