import type { HostileDump } from './hostile-dump.js';
import { body, harmlessBody, statement } from './hostile-dump.js';

const WIPE = 'DELETE FROM victim.secret';

/** Views, triggers, routines and events: their bodies run later, when somebody uses them. */
export const HOSTILE_BODIES: readonly HostileDump[] = [
  // Made elsewhere.
  statement('CREATE VIEW victim.v AS SELECT 1 AS a'),
  statement('CREATE OR REPLACE VIEW victim.shown AS SELECT 1 AS a'),
  body(`CREATE TRIGGER victim.x BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'canary'`),
  body(`CREATE TRIGGER x BEFORE INSERT ON victim.secret FOR EACH ROW SET NEW.word = 'canary'`),
  body(
    `/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER x BEFORE INSERT ON victim . secret FOR EACH ROW SET @a=1 */`,
  ),
  body('CREATE PROCEDURE victim.p() SELECT 1'),
  body('CREATE FUNCTION `victim`.`f`() RETURNS INT RETURN 1'),
  body('CREATE EVENT victim.e ON SCHEDULE EVERY 1 SECOND DO SET @a = 1'),
  body('CREATE VIEW v AS SELECT 1 AS a; DELETE FROM victim.secret'),
  // Refused by the server, because the owner account has no rights there.
  statement('CREATE VIEW v AS SELECT * FROM victim.secret', 'OBJECT_INVALID'),
  statement(
    'CREATE DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW v AS SELECT word FROM victim.secret',
    'OBJECT_INVALID',
  ),
  statement("CREATE VIEW v AS SELECT 'canary' INTO OUTFILE '/tmp/canary'", 'OBJECT_INVALID'),
  statement('CREATE VIEW v AS SELECT victim.leak(1) AS a', 'OBJECT_INVALID'),
  body(
    "CREATE FUNCTION f() RETURNS INT BEGIN EXECUTE IMMEDIATE 'DELETE FROM victim.secret'; RETURN 1; END",
    'OBJECT_INVALID',
  ),
  body(
    "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN PREPARE s FROM 'DELETE FROM victim.secret'; END",
    'OBJECT_INVALID',
  ),
  body("CREATE PROCEDURE p() LOAD DATA INFILE '/etc/passwd' INTO TABLE t", 'OBJECT_INVALID'),
  // With the rights of their caller.
  statement('CREATE SQL SECURITY INVOKER VIEW v AS SELECT * FROM victim.secret'),
  statement(
    'CREATE DEFINER=`root`@`localhost` /*!50000 SQL SECURITY INVOKER */ VIEW v AS SELECT * FROM t x, victim.secret',
  ),
  statement("CREATE SQL SECURITY INVOKER VIEW v AS SELECT LOAD_FILE('/etc/passwd') AS a"),
  body(`CREATE PROCEDURE p() SQL SECURITY INVOKER ${WIPE}`),
  body(`CREATE PROCEDURE p() /*!50000 SQL SECURITY INVOKER */ BEGIN ${WIPE}; END`),
  body(`CREATE PROCEDURE p() SQL SECURITY INVOKER EXECUTE IMMEDIATE CONCAT('DELETE FROM vic', 'tim.secret')`),
  body("CREATE PROCEDURE p() SQL SECURITY INVOKER GRANT ALL ON *.* TO canary IDENTIFIED BY 'canary'"),
  body('CREATE PROCEDURE p() SQL SECURITY INVOKER SET GLOBAL max_connections = 10'),
  body("CREATE FUNCTION f() RETURNS TEXT SQL SECURITY INVOKER RETURN LOAD_FILE('/etc/passwd')"),
  body("CREATE PROCEDURE p() SQL SECURITY INVOKER SELECT 'canary' INTO OUTFILE 'canary'"),
  // With the owner's rights, which end at the pipeline's databases.
  harmlessBody(`CREATE DEFINER=\`root\`@\`localhost\` PROCEDURE p() ${WIPE}`, ['CALL shop.p()']),
  harmlessBody(`CREATE DEFINER=root@localhost PROCEDURE p() EXECUTE IMMEDIATE '${WIPE}'`, ['CALL shop.p()']),
  harmlessBody("CREATE DEFINER=root@localhost PROCEDURE p() GRANT ALL ON *.* TO canary IDENTIFIED BY 'canary'", [
    'CALL shop.p()',
  ]),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() SET GLOBAL max_connections = 10', ['CALL shop.p()']),
  harmlessBody("CREATE DEFINER=root@localhost PROCEDURE p() SELECT 'canary' INTO OUTFILE 'canary'", ['CALL shop.p()']),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() SHUTDOWN', ['CALL shop.p()']),
  harmlessBody("CREATE DEFINER=root@localhost PROCEDURE p() INSTALL SONAME 'auth_socket'", ['CALL shop.p()']),
  harmlessBody('CREATE DEFINER=root@localhost PROCEDURE p() DROP DATABASE victim', ['CALL shop.p()']),
  harmlessBody(`CREATE DEFINER=root@localhost TRIGGER x BEFORE INSERT ON t FOR EACH ROW ${WIPE}`, [
    "INSERT INTO shop.t VALUES (7,'a')",
  ]),
  harmlessBody(
    `CREATE DEFINER=root@localhost FUNCTION f() RETURNS TEXT RETURN CONCAT(LOAD_FILE('/etc/passwd'), (SELECT MAX(word) FROM victim.secret))`,
    ['INSERT INTO victim.taken SELECT shop.f()'],
  ),
  harmlessBody("CREATE DEFINER=root@localhost VIEW v AS SELECT LOAD_FILE('/etc/passwd') AS a", [
    'INSERT INTO victim.taken SELECT a FROM shop.v WHERE a IS NOT NULL',
  ]),
  harmlessBody(
    `CREATE DEFINER=root@localhost EVENT e ON SCHEDULE EVERY 1 SECOND STARTS '2020-01-01' ENABLE DO ${WIPE}`,
    ['DO SLEEP(1.5)'],
  ),
  harmlessBody(
    `CREATE EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP ON COMPLETION PRESERVE DO INSERT INTO t VALUES (9,'canary')`,
    ['DO SLEEP(1.5)'],
  ),
  harmlessBody("CREATE TRIGGER `shop`.`x` BEFORE INSERT ON `shop`.`t` FOR EACH ROW SET NEW.v = 'own'", [
    "INSERT INTO shop.t VALUES (7,'a')",
  ]),
  harmlessBody('CREATE DEFINER=nobody@nowhere SQL SECURITY INVOKER VIEW shop.v AS SELECT id FROM shop.t', [
    'SELECT * FROM shop.v',
  ]),
];
