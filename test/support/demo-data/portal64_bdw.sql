-- The ratings database: MyISAM, mixed-case names, views that join the other database. @persons is set by the caller.
SET NAMES utf8mb4, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, time_zone = '+00:00';
SET @tournaments = 20 + @persons DIV 8, @evaluations = @persons * 5, @games = @persons * 15;

CREATE TABLE tournamentMaster (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, idOrganisation INT NOT NULL, tname VARCHAR(120) NOT NULL, tcode VARCHAR(20) DEFAULT NULL, acron VARCHAR(20) DEFAULT NULL,
  type TINYINT NOT NULL DEFAULT 0, note MEDIUMTEXT DEFAULT NULL, rounds SMALLINT NOT NULL DEFAULT 0, filename VARCHAR(200) DEFAULT NULL,
  finishedOn DATE NOT NULL DEFAULT '0000-00-00', computedOn DATETIME DEFAULT NULL, recomputedOn DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
  assessor1 INT DEFAULT NULL, lockedOn DATETIME DEFAULT NULL, lockedBy INT DEFAULT NULL, idMaster INT DEFAULT NULL, `import` INT DEFAULT NULL,
  KEY tcode (tcode), KEY finishedOn (finishedOn)
) ENGINE=MyISAM CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO tournamentMaster
SELECT seq, seq % 50, CONCAT(ELT(1 + seq % 4, 'Württembergische Meisterschaft ', 'Stadtmeisterschaft Köln ', 'Open "Königsjagd" ', 'Mannschaft\\Kreis '), seq),
  IF(seq % 146 = 0, NULL, CONCAT(ELT(1 + seq % 3, 'B', 'C', 'J'), LPAD(seq % 1000, 3, '0'), '-', LPAD(seq % 999, 3, '0'), '-S', seq % 30)), CONCAT('T', seq), seq % 5,
  ELT(1 + seq % 6, NULL, '', 'Notiz;\n-- mit Strichen\nund /* Sternen */', 'Er sagte: \'Matt\'\\', 'ß und ÿ', REPEAT('Bericht über die Runde. ', seq % 60)), 5 + seq % 5,
  CONCAT('c:\\turniere\\', seq, '.txt'), IF(seq % 9 = 0, '0000-00-00', '2015-01-01' + INTERVAL seq % 3500 DAY), IF(seq % 9 = 0, NULL, '2015-01-02 03:04:05' + INTERVAL seq HOUR),
  IF(seq % 2, '0000-00-00 00:00:00', '2020-01-01 00:00:00'), seq % 40, NULL, NULL, NULL, seq % 3
FROM seq_1_to_100000000 WHERE seq <= @tournaments;
CREATE TABLE tournament LIKE tournamentMaster;
INSERT INTO tournament SELECT * FROM tournamentMaster WHERE id % 12 <> 0;

CREATE TABLE evaluation (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, idMaster INT NOT NULL, idPerson INT NOT NULL, eCoefficient SMALLINT NOT NULL, we DOUBLE NOT NULL, achievement SMALLINT NOT NULL,
  level SMALLINT NOT NULL, games TINYINT NOT NULL, unratedGames TINYINT NOT NULL, points DOUBLE NOT NULL, dwzOld SMALLINT DEFAULT NULL, dwzOldIndex SMALLINT DEFAULT NULL,
  dwzNew SMALLINT DEFAULT NULL, dwzNewIndex SMALLINT DEFAULT NULL,
  KEY idMaster (idMaster), KEY idPerson (idPerson, idMaster), KEY dwz (dwzNew)
) ENGINE=MyISAM CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO evaluation
SELECT 9000000 + seq, 1 + CRC32(CONCAT('em', seq)) % @tournaments, 10200000 + 1 + CRC32(CONCAT('ep', seq)) % @persons, CRC32(seq) % 40, CRC32(CONCAT('w', seq)) / 4.3e8, CRC32(seq) % 2800,
  CRC32(CONCAT('l', seq)) % 2600, seq % 11, seq % 3, (seq % 23) / 2, IF(seq % 17 = 0, NULL, 700 + CRC32(seq) % 2000), seq % 90, 700 + CRC32(CONCAT('d', seq)) % 2000, 1 + seq % 90
FROM seq_1_to_100000000 WHERE seq <= @evaluations;

CREATE TABLE participant (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, idTournament INT NOT NULL, idPerson INT NOT NULL, no SMALLINT NOT NULL, idMembership INT DEFAULT NULL, useRating SMALLINT DEFAULT NULL,
  UNIQUE KEY platz (idTournament, no), KEY idPerson (idPerson)
) ENGINE=MyISAM CHARSET=latin1;
INSERT INTO participant SELECT seq, 1 + seq DIV 20, 10200000 + 1 + CRC32(CONCAT('pp', seq)) % @persons, seq % 20, IF(seq % 2, NULL, seq), seq % 2500
FROM seq_1_to_100000000 WHERE seq <= @tournaments * 20;

CREATE TABLE resultsDisplay (
  id INT NOT NULL PRIMARY KEY, display VARCHAR(8) NOT NULL, pointsWhite DECIMAL(2,1) NOT NULL, pointsBlack DECIMAL(2,1) NOT NULL
) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_german2_ci;
INSERT INTO resultsDisplay VALUES (0, '', 0, 0), (1, '1-0', 1, 0), (2, '½-½', 0.5, 0.5), (3, '0-1', 0, 1), (4, '+/-', 1, 0);

CREATE TABLE game (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, idTournament INT NOT NULL, idAppointment INT NOT NULL, idResultsDisplayRating INT NOT NULL, board SMALLINT NOT NULL,
  KEY idTournament (idTournament), KEY idAppointment (idAppointment)
) ENGINE=MyISAM CHARSET=latin1 ROW_FORMAT=FIXED;
INSERT INTO game SELECT seq, 1 + CRC32(seq) % @tournaments, seq DIV 8, seq % 5, seq % 8 FROM seq_1_to_100000000 WHERE seq <= @games;

CREATE TABLE appointment (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, idTournament INT NOT NULL, round SMALLINT NOT NULL, appointment DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', KEY idTournament (idTournament)
) ENGINE=Aria CHARSET=latin1;
INSERT INTO appointment SELECT seq, 1 + seq % @tournaments, seq % 9, IF(seq % 4 = 0, '0000-00-00 00:00:00', '2016-03-01 19:30:00' + INTERVAL seq DAY)
FROM seq_1_to_100000 WHERE seq <= @tournaments * 3;

CREATE TABLE spielerprofil (
  id INT NOT NULL PRIMARY KEY, motto VARCHAR(200) NOT NULL DEFAULT '', bild BLOB DEFAULT NULL, kommentar TEXT CHARACTER SET utf8mb3 DEFAULT NULL
) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
SET @bytes = (SELECT UNHEX(GROUP_CONCAT(LPAD(HEX(seq), 2, '0') ORDER BY seq SEPARATOR '')) FROM seq_0_to_255);
INSERT INTO spielerprofil SELECT 10200000 + seq, ELT(1 + seq % 4, 'Zug um Zug ♟️', 'Schäfermatt;\n-- nie', '', 'Große "Rochade" \\'), IF(seq % 3 = 0, NULL, CONCAT(@bytes, UNHEX(MD5(seq)))), IF(seq % 5, 'für', NULL)
FROM seq_1_to_100000000 WHERE seq <= 5 + @persons DIV 10;

DELIMITER ;;
CREATE DEFINER=`portal`@`10.%` TRIGGER evaluation_pruefen BEFORE INSERT ON evaluation FOR EACH ROW
BEGIN
  IF NEW.games < 0 THEN SET NEW.games = 0; END IF;
END;;
CREATE DEFINER=`portal`@`10.%` FUNCTION altersklasse(geboren DATE) RETURNS VARCHAR(20) CHARSET latin1 DETERMINISTIC SQL SECURITY INVOKER
  RETURN IF(geboren IS NULL, 'ungeklärt', IF(YEAR(geboren) > 2005, 'Jugend', 'Erwachsene'));;
CREATE DEFINER=`portal`@`10.%` PROCEDURE bestenliste(IN zeilen INT)
BEGIN
  SELECT idPerson, MAX(dwzNew) AS dwz FROM evaluation GROUP BY idPerson ORDER BY dwz DESC LIMIT zeilen;
END;;
CREATE DEFINER=`portal`@`10.%` EVENT alteSperren ON SCHEDULE EVERY 1 HOUR STARTS '2024-01-01 00:30:00'
  DO UPDATE tournament SET lockedBy = NULL WHERE lockedOn < '2010-01-01';;
DELIMITER ;
CREATE DEFINER=`portal`@`10.%` SQL SECURITY INVOKER VIEW rangliste AS
  SELECT p.id, p.name, p.vorname, altersklasse(p.geburtsdatum) AS klasse, MAX(e.dwzNew) AS dwz
  FROM evaluation e JOIN mvdsb.person p ON p.id = e.idPerson GROUP BY p.id, p.name, p.vorname, p.geburtsdatum;
CREATE DEFINER=`portal`@`10.%` SQL SECURITY DEFINER VIEW turniere AS
  SELECT m.id, m.tname AS `Name; Ort`, m.tcode, COUNT(t.id) AS teile FROM tournamentMaster m LEFT JOIN tournament t ON t.id = m.id GROUP BY m.id, m.tname, m.tcode;
