import type { HostileDump } from './hostile-dump.js';
import { body, harmless, harmlessBody, statement } from './hostile-dump.js';

/** Statements and bodies that only MySQL has. */
export const HOSTILE_ON_MYSQL: readonly HostileDump[] = [
  statement('SET PERSIST_ONLY max_connections = 10'),
  statement('SET @@PERSIST.max_connections = 10'),
  statement('RESET PERSIST'),
  statement("INSTALL COMPONENT 'file://component_validate_password'"),
  statement("CLONE LOCAL DATA DIRECTORY = '/tmp/canary'"),
  statement("IMPORT TABLE FROM '/tmp/canary.sdi'"),
  statement('ALTER INSTANCE ROTATE INNODB MASTER KEY'),
  statement('ALTER INSTANCE DISABLE INNODB REDO_LOG'),
  statement("CREATE UNDO TABLESPACE canary ADD DATAFILE 'canary.ibu'"),
  statement('CREATE RESOURCE GROUP canary TYPE = USER'),
  statement("CREATE SPATIAL REFERENCE SYSTEM 1000000 NAME 'canary' DEFINITION 'GEOGCS[]'"),
  statement('LOCK INSTANCE FOR BACKUP'),
  statement('SET RESOURCE GROUP SYS_default'),
  statement('CHANGE REPLICATION FILTER REPLICATE_DO_DB = (victim)'),
  statement('RESET BINARY LOGS AND GTIDS'),
  statement('START GROUP_REPLICATION'),
  statement('GRANT SYSTEM_USER ON *.* TO victim'),
  statement('ALTER USER victim ACCOUNT LOCK'),
  statement('INSERT INTO t TABLE victim.secret'),
  statement('INSERT INTO t SELECT * FROM (VALUES ROW(7, (SELECT word FROM victim.secret LIMIT 1))) x'),
  statement('CREATE TABLE u (a INT) TABLE victim.secret'),
  statement("CREATE TABLE u (a INT) DATA DIRECTORY='/tmp'"),
  statement('/*!90000 DELETE FROM victim.secret */'),
  statement('/*!090700 DELETE FROM victim.secret */'),
  statement('CREATE TABLE u (a INT, KEY ((victim.leak(a))))'),
  body('CREATE PROCEDURE p() SQL SECURITY INVOKER SET PERSIST max_connections = 10'),
  body("CREATE PROCEDURE p() SQL SECURITY INVOKER INSTALL COMPONENT 'file://component_validate_password'"),
  // Left out as the clause of a backup's position is, or a property of the table that reaches nothing else.
  harmless('replication settings of MySQL', "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1';"),
  harmless('a table in the system tablespace', 'CREATE TABLE u (a INT) TABLESPACE innodb_system;'),
  harmless('a table with a second engine', 'CREATE TABLE u (a INT) ENGINE=InnoDB SECONDARY_ENGINE=rapid;'),
  // With the owner's rights, which end at the pipeline's databases.
  harmlessBody(
    "CREATE DEFINER=root@localhost PROCEDURE p() BEGIN SET @s = 'DELETE FROM victim.secret'; PREPARE s FROM @s; EXECUTE s; END",
    ['CALL shop.p()'],
  ),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() GRANT ALL ON *.* TO victim', ['CALL shop.p()']),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() SET PERSIST max_connections = 10', ['CALL shop.p()']),
  harmlessBody("CREATE DEFINER=root@localhost PROCEDURE p() INSTALL COMPONENT 'file://component_validate_password'", [
    'CALL shop.p()',
  ]),
  harmlessBody("CREATE DEFINER=root@localhost PROCEDURE p() INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'", [
    'CALL shop.p()',
  ]),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() RESTART', ['CALL shop.p()']),
];
