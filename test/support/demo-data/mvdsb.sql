-- The membership database: InnoDB, mostly latin1_german2_ci. @persons is set by the caller; the same number gives the same rows.
SET NAMES utf8mb4, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, time_zone = '+00:00';

CREATE TABLE land (
  id INT NOT NULL PRIMARY KEY, bezeichnung VARCHAR(60) NOT NULL, ioc VARCHAR(3) DEFAULT NULL
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO land VALUES (0, 'unbekannt', NULL), (1, 'Deutschland', 'GER'), (2, 'Österreich', 'AUT'), (3, 'Türkei', 'TUR'),
  (4, 'Côte d''Ivoire', 'CIV');

CREATE TABLE titel (id INT NOT NULL PRIMARY KEY, bezeichnung VARCHAR(30) NOT NULL) ENGINE=MyISAM CHARSET=latin1;
INSERT INTO titel VALUES (0, ''), (1, 'Dr.'), (2, 'Prof. Dr.'), (3, 'Dipl.-Ing. (FH)');

CREATE TABLE adresse (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uuid VARCHAR(36) CHARACTER SET ascii NOT NULL,
  strasse VARCHAR(80) NOT NULL DEFAULT '', plz VARCHAR(10) DEFAULT NULL, ort VARCHAR(60) DEFAULT NULL, land INT NOT NULL DEFAULT 1,
  tel1 VARCHAR(30) DEFAULT NULL, tel2 VARCHAR(30) DEFAULT NULL, fax VARCHAR(30) DEFAULT NULL, email1 VARCHAR(100) DEFAULT NULL,
  UNIQUE KEY adresse_uuid (uuid), KEY ort (ort)
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO adresse (id, uuid, strasse, plz, ort, tel1, email1)
SELECT seq, CONCAT('a-', MD5(seq)),
  CONCAT(ELT(1 + CRC32(seq) % 6, 'Königstraße', 'Am Dürrbach', 'Weg 3\\4', 'Straße der "Freundschaft"', 'L''Aquila-Gasse', 'Mühläcker'), ' ', seq % 200),
  LPAD(CRC32(CONCAT('plz', seq)) % 100000, 5, '0'),
  ELT(1 + CRC32(CONCAT('ort', seq)) % 5, 'Tübingen', 'Böblingen', 'Göppingen', 'Schwäbisch Gmünd', 'Ulm'),
  IF(seq % 4 = 0, NULL, CONCAT('07', CRC32(seq) % 1000, '/', seq)), IF(seq % 3 = 0, NULL, CONCAT('mitglied', seq, '@example.org'))
FROM seq_0_to_100000000 WHERE seq <= @persons DIV 2;

CREATE TABLE person (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uuid VARCHAR(36) CHARACTER SET ascii NOT NULL,
  pkz VARCHAR(12) DEFAULT NULL,
  name VARCHAR(60) NOT NULL, vorname VARCHAR(60) NOT NULL DEFAULT '',
  titel INT NOT NULL DEFAULT 0, geschlecht TINYINT(1) NOT NULL DEFAULT 1, adress INT DEFAULT NULL,
  geburtsdatum DATE DEFAULT NULL, geburtsort VARCHAR(60) DEFAULT NULL, nation CHAR(3) DEFAULT NULL,
  idfide INT UNSIGNED DEFAULT NULL, gleichstellung DATE NOT NULL DEFAULT '0000-00-00',
  bemerkung TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  status SMALLINT NOT NULL DEFAULT 1, beatimestamp TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00',
  anzeige VARCHAR(130) GENERATED ALWAYS AS (CONCAT(name, ', ', vorname)) VIRTUAL,
  initiale CHAR(1) GENERATED ALWAYS AS (UPPER(LEFT(name, 1))) STORED,
  UNIQUE KEY person_uuid (uuid), KEY name (name, vorname), KEY initiale (initiale), KEY adress (adress),
  FULLTEXT KEY bemerkung (bemerkung),
  CONSTRAINT person_adresse FOREIGN KEY (adress) REFERENCES adresse (id)
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO person (id, uuid, pkz, name, vorname, titel, geschlecht, adress, geburtsdatum, geburtsort, nation, idfide, gleichstellung, bemerkung, status, beatimestamp)
SELECT 10200000 + seq, CONCAT('p-', MD5(seq + 7)), IF(seq % 50 = 0, NULL, CONCAT('C', LPAD(seq, 8, '0'))),
  ELT(1 + CRC32(CONCAT('n', seq)) % 10, 'Müller', 'Schmidt', 'Weiß', 'Jäger', 'Größl', 'O''Neill', 'Özdemir', 'von der Höh', 'Straßer', 'Lindqvist'),
  ELT(1 + CRC32(CONCAT('v', seq)) % 9, 'Jürgen', 'Änne', 'Björn', 'Zoë', 'François', 'Günther', 'Käthe', 'Max', ''),
  CRC32(CONCAT('t', seq)) % 4, 1 + seq % 2, IF(seq % 5 = 0, NULL, seq DIV 2),
  ELT(1 + seq % 12, '0000-00-00', NULL, '1970-00-00', DATE '1930-01-01' + INTERVAL CRC32(seq) % 30000 DAY, DATE '1950-02-28' + INTERVAL CRC32(seq) % 20000 DAY, '2000-02-29',
    '1999-12-31', DATE '1980-06-15' + INTERVAL seq % 9000 DAY, '1066-10-14', '9999-12-31', DATE '2001-01-01' + INTERVAL seq % 7000 DAY, '1945-05-08'),
  IF(seq % 3 = 0, NULL, 'Esslingen am Neckar'), ELT(1 + seq % 3, 'GER', 'AUT', NULL), IF(seq % 7 = 0, 4294967295 - seq, NULL),
  IF(seq % 10 = 0, '0000-00-00', '2019-05-01'),
  ELT(1 + seq % 13, NULL, '', 'Spielberechtigung geprüft', 'Ende;\n-- kein Kommentar\nDROP TABLE person;\n', '/* auch */ kein /*! Kommentar */', 'Tab\tund\r\nZeile\\n und \\',
    '\\N', 'NULL', 'Emoji ♞ und 🏆', '''; DELIMITER ;;\nSELECT 1;;\n', 'mit "Anführung" und `Backtick` und \'\'', '# keiner\n;', REPEAT('Die Überführung dauerte länger. ', 1 + seq % 30)),
  seq % 4, '2020-01-01 00:00:00' + INTERVAL CRC32(CONCAT('b', seq)) % 150000000 SECOND
FROM seq_1_to_100000000 WHERE seq <= @persons;

CREATE TABLE organisation (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, uuid VARCHAR(36) CHARACTER SET ascii NOT NULL, name VARCHAR(100) NOT NULL, kurzname VARCHAR(40) DEFAULT NULL,
  verband CHAR(1) DEFAULT NULL, unterverband CHAR(1) DEFAULT NULL, bezirk CHAR(1) DEFAULT NULL, verein CHAR(2) DEFAULT NULL, vkz CHAR(5) DEFAULT NULL,
  grundungsdatum DATE DEFAULT NULL, organisationsart INT NOT NULL DEFAULT 20, status TINYINT NOT NULL DEFAULT 1, istAbteilung BIT(1) NOT NULL DEFAULT b'0',
  KEY vkz (vkz)
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO organisation
SELECT seq, CONCAT('o-', MD5(seq)), CONCAT(ELT(1 + seq % 3, 'Schachfreunde ', 'SC Bäumenheim ', 'SK "Springer" '), seq), CONCAT('SF ', seq), 'C', seq % 10, seq % 7,
  LPAD(seq % 100, 2, '0'), CONCAT('C', LPAD(seq % 10000, 4, '0')), IF(seq % 4 = 0, '0000-00-00', '1921-03-01' + INTERVAL seq % 20000 DAY), IF(seq % 30 = 0, 60, 20), 1, seq % 2
FROM seq_0_to_100000000 WHERE seq <= 10 + @persons DIV 100;

CREATE TABLE mitgliedschaft (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, person INT NOT NULL, organisation INT NOT NULL, spielernummer INT(3) UNSIGNED ZEROFILL DEFAULT NULL,
  von DATE NOT NULL, bis DATE DEFAULT NULL, stat1 TINYINT NOT NULL DEFAULT 1, beitrag DECIMAL(8,2) NOT NULL DEFAULT 0.00,
  KEY organisation (organisation, spielernummer), KEY person (person),
  CONSTRAINT mitglied_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE CASCADE,
  CONSTRAINT mitglied_organisation FOREIGN KEY (organisation) REFERENCES organisation (id)
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO mitgliedschaft
SELECT seq, 10200000 + 1 + CRC32(CONCAT('mp', seq)) % @persons, CRC32(CONCAT('mo', seq)) % (10 + @persons DIV 100), seq % 999, '1990-07-01' + INTERVAL seq % 12000 DAY,
  IF(seq % 3 = 0, NULL, '2024-06-30'), 1 + seq % 2, (CAST(CRC32(seq) % 100000 AS SIGNED) - 50000) / 100
FROM seq_1_to_100000000 WHERE seq <= @persons;

CREATE TABLE mitgliedschaftOrganisation (
  organisation INT NOT NULL, idParent INT NOT NULL, von DATE NOT NULL, bis DATE DEFAULT NULL, PRIMARY KEY (organisation, idParent, von)
) ENGINE=MyISAM CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO mitgliedschaftOrganisation SELECT id, id DIV 10, '1990-01-01', IF(id % 2, NULL, '0000-00-00') FROM organisation;

CREATE TABLE dokument (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, person INT DEFAULT NULL, inhalt LONGBLOB DEFAULT NULL, pruefsumme BINARY(16) NOT NULL, kurz VARBINARY(300) DEFAULT NULL
) ENGINE=InnoDB CHARSET=latin1;
SET @bytes = (SELECT UNHEX(GROUP_CONCAT(LPAD(HEX(seq), 2, '0') ORDER BY seq SEPARATOR '')) FROM seq_0_to_255);
INSERT INTO dokument
SELECT seq, 10200000 + seq, ELT(1 + seq % 4, @bytes, REPEAT(@bytes, 1 + seq % 20), NULL, CONCAT(REVERSE(@bytes), UNHEX(MD5(seq)))), UNHEX(MD5(seq)), SUBSTRING(@bytes, 1 + seq % 256)
FROM seq_0_to_100000000 WHERE seq <= 20 + @persons DIV 50;

-- One column of every kind, and a name that needs quoting.
CREATE TABLE typen (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  bits BIT(13) DEFAULT NULL, dezimal DECIMAL(30,10) DEFAULT NULL, gleit DOUBLE DEFAULT NULL, einfach FLOAT DEFAULT NULL,
  auswahl ENUM('ja','nein','weiß nicht') DEFAULT NULL, menge SET('rot','grün','blau;nicht') DEFAULT NULL,
  js JSON DEFAULT NULL, zeit TIME(6) DEFAULT NULL, zeitpunkt DATETIME(3) DEFAULT NULL, jahr YEAR DEFAULT NULL, punkt POINT DEFAULT NULL,
  adresse INET6 DEFAULT NULL, kennung UUID DEFAULT NULL, utf8alt VARCHAR(50) CHARACTER SET utf8mb3 DEFAULT NULL, lang LONGTEXT CHARACTER SET utf8mb4 DEFAULT NULL,
  `Spalte mit ``Zeichen``` VARCHAR(40) CHARACTER SET utf8mb4 DEFAULT NULL
) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO typen VALUES
  (0, b'1010101010101', 12345678901234567890.0123456789, 1.7976931348623157e308, 3.14159, 'weiß nicht', 'rot,grün', '{"größe": 1.50, "a": [null, "\\u00e4\\n"]}', '-838:59:59.000000',
    '0000-00-00 00:00:00.000', 0000, ST_GeomFromText('POINT(8.5 48.7)'), '2001:db8::1', '123e4567-e89b-12d3-a456-426614174000', 'Straße €', 'alt', 'x'),
  (1, b'0', -0.0000000001, 2.2250738585072014e-308, -1e-10, 'ja', '', '[]', '00:00:00.000001', '2024-02-29 23:59:59.999', 2155, NULL, '::ffff:10.0.0.1', NULL, '', '', ''),
  (18446744073709551614, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO typen SELECT seq + 10, CRC32(seq) % 8192, CRC32(seq) / 7, CRC32(seq) / 3e9, seq / 8, 1 + seq % 3, seq % 8, JSON_OBJECT('n', seq, 't', 'ü'), SEC_TO_TIME(seq), '2024-01-01' + INTERVAL seq MINUTE,
  1901 + seq % 200, ST_GeomFromText(CONCAT('POINT(', seq, ' -', seq, ')')), CONCAT('2001:db8::', HEX(seq % 65536)), MD5(seq), CONCAT('é', seq), REPEAT('wörter ', seq % 100), '🏰'
FROM seq_1_to_100000000 WHERE seq <= 10 + @persons DIV 20;
INSERT INTO typen SET id = 5, auswahl = '';

CREATE TABLE leer (id INT NOT NULL PRIMARY KEY, text VARCHAR(10)) ENGINE=InnoDB CHARSET=latin1;

DELIMITER ;;
CREATE DEFINER=`portal`@`10.%` TRIGGER person_geaendert BEFORE UPDATE ON person FOR EACH ROW
BEGIN
  -- Wer ändert, hinterläßt eine Spur; "so" ist das.
  IF NOT (NEW.name <=> OLD.name) THEN
    SET NEW.beatimestamp = '2024-01-01 00:00:00';
  END IF;
END;;
CREATE DEFINER=`portal`@`10.%` TRIGGER mitglied_neu AFTER INSERT ON mitgliedschaft FOR EACH ROW
  UPDATE organisation SET status = 1 WHERE id = NEW.organisation;;
CREATE DEFINER=`portal`@`10.%` FUNCTION vollerName(gesucht INT) RETURNS VARCHAR(150) CHARSET utf8mb4 READS SQL DATA
  COMMENT 'Name; mit Titel'
BEGIN
  DECLARE ergebnis VARCHAR(150) CHARSET utf8mb4;
  SELECT CONCAT_WS(' ', NULLIF(t.bezeichnung, ''), p.vorname, p.name) INTO ergebnis FROM person p LEFT JOIN titel t ON t.id = p.titel WHERE p.id = gesucht;
  RETURN ergebnis;
END;;
CREATE DEFINER=`portal`@`10.%` PROCEDURE vereinsliste(IN suchwort VARCHAR(40) CHARSET latin1, OUT anzahl INT)
BEGIN
  SELECT COUNT(*) INTO anzahl FROM organisation WHERE name LIKE CONCAT('%', suchwort, '%'); /* auch Umlaute: ä;ö */
  SELECT id, name FROM organisation WHERE name LIKE CONCAT('%', suchwort, '%') ORDER BY name;
END;;
CREATE DEFINER=`portal`@`10.%` EVENT aufraeumen ON SCHEDULE EVERY 1 DAY STARTS '2024-01-01 03:00:00' ON COMPLETION PRESERVE ENABLE
  DO DELETE FROM leer WHERE id < 0;;
DELIMITER ;
CREATE DEFINER=`portal`@`10.%` SQL SECURITY DEFINER VIEW aktive AS
  SELECT p.id, p.anzeige, p.geburtsdatum, m.organisation FROM person p JOIN mitgliedschaft m ON m.person = p.id WHERE m.bis IS NULL;
CREATE DEFINER=`portal`@`10.%` SQL SECURITY INVOKER VIEW Vereine AS
  SELECT o.name AS `Verein`, COUNT(a.id) AS `Zahl; aktiv`, 'Größe -- ' AS Hinweis FROM organisation o LEFT JOIN aktive a ON a.organisation = o.id GROUP BY o.id, o.name;
