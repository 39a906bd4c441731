export interface CollationDump {
  /** Of the database, tables, expressions, routines and the session. */
  readonly collation: string;
  /** Of some columns, expressions and objects, and of the session of objects. */
  readonly sensitive: string;
  /** Of the table `t`. @default four */
  readonly rows?: readonly string[];
}

/** The content of strings, comments and aliases, whatever the dump's collations are. */
const QUOTED = 'COLLATE utf8mb4_0900_ai_ci, utf8mb4_uca1400_ai_ci';

/**
 * A dump that names collations wherever a dump can, and holds their names in strings, comments and quoted names too; as
 * mysqldump 9 and mariadb-dump write one with `--databases --routines --events --triggers`, under a header of neither.
 */
export const collationDump = ({ collation, sensitive, rows = ROWS }: CollationDump): string => `-- dump of collations
-- Host: localhost    Database: shop
-- ------------------------------------------------------
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!50503 SET NAMES utf8mb4 COLLATE ${collation} */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ \`shop\` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation} */;
USE \`shop\`;
DROP TABLE IF EXISTS \`t\`;
CREATE TABLE \`t\` (
  \`id\` int NOT NULL COMMENT '${QUOTED}',
  \`v\` varchar(20) COLLATE ${collation} DEFAULT '${QUOTED.slice(0, 20)}',
  \`w\` varchar(20) CHARACTER SET utf8mb4 COLLATE \`${sensitive}\` DEFAULT NULL /* ${QUOTED} */,
  \`e\` enum('a','ä') COLLATE '${sensitive}' DEFAULT 'a',
  \`latin\` varchar(20) CHARACTER SET latin1 COLLATE latin1_german1_ci DEFAULT 'ß',
  \`same\` int GENERATED ALWAYS AS ((\`w\` = (_utf8mb4'A' COLLATE ${sensitive}))) VIRTUAL,
  \`d\` varchar(80) DEFAULT (concat('${QUOTED}', _utf8mb4'x' COLLATE ${collation})),
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`v\` (\`v\`),
  KEY \`${QUOTED}\` (\`w\`),
  CONSTRAINT \`not_x\` CHECK (((\`v\` COLLATE ${collation}) <> _utf8mb4'x'))
) ENGINE=InnoDB /*!50100 DEFAULT CHARSET=utf8mb4 COLLATE=${collation} */ COMMENT='${QUOTED}';
INSERT INTO \`t\` (\`id\`, \`v\`, \`w\`, \`e\`, \`latin\`, \`d\`) VALUES ${rows.join(',\n')};
CREATE TABLE \`later\` (\`id\` int NOT NULL, \`name\` varchar(30)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation};
INSERT INTO \`later\` VALUES (1,'eins'),(2,'zwei');
ALTER TABLE \`later\` ADD PRIMARY KEY (\`id\`), ADD KEY \`name\` (\`name\`);
ALTER TABLE \`later\` MODIFY \`name\` varchar(30) CHARACTER SET utf8mb4 COLLATE ${sensitive} DEFAULT NULL;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET collation_connection  = ${sensitive} */ ;
DELIMITER ;;
CREATE DEFINER=\`root\`@\`localhost\` TRIGGER \`tr\` BEFORE INSERT ON \`t\` FOR EACH ROW SET NEW.v = if(NEW.v = _utf8mb4'y' COLLATE ${collation}, '${QUOTED.slice(0, 10)}', NEW.v) ;;
CREATE DEFINER=\`root\`@\`localhost\` FUNCTION \`f\`(a varchar(20) charset utf8mb4 collate ${collation}) RETURNS varchar(80) CHARSET utf8mb4 COLLATE ${sensitive}
    DETERMINISTIC
BEGIN
  DECLARE b varchar(20) CHARACTER SET utf8mb4 COLLATE ${sensitive} DEFAULT '${QUOTED.slice(0, 20)}';
  RETURN concat(a, b COLLATE ${sensitive}) COLLATE ${sensitive};
END ;;
CREATE DEFINER=\`root\`@\`localhost\` EVENT \`ev\` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM later WHERE name = _utf8mb4'ä' COLLATE ${sensitive} ;;
DELIMITER ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
/*!50001 CREATE VIEW \`vw\` AS SELECT
 1 AS \`id\`*/;
/*!50001 DROP VIEW IF EXISTS \`vw\`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER */
/*!50001 VIEW \`vw\` AS select \`t\`.\`id\` AS \`id\`,(\`t\`.\`v\` collate ${sensitive}) AS \`v collate ${QUOTED}\` from \`t\` where (\`t\`.\`w\` = (_utf8mb4'${QUOTED}' collate ${sensitive})) */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
-- Dump completed on 2026-11-24  3:59:05
`;

const ROWS = [
  `(1,'Straße','A','ä','Müller','${QUOTED}')`,
  "(2,'ZÜRICH','a','a','','𝄞 x')",
  "(3,NULL,'ä ',NULL,NULL,'')",
  "(4,'Ångström','A ','a','x','y')",
];
