CREATE TABLE parent (id INT NOT NULL PRIMARY KEY, code CHAR(4) NOT NULL, UNIQUE KEY code (code));
INSERT INTO parent VALUES (0, 'zero'), (1, 'one'), (2, 'two');

CREATE TABLE types (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tiny TINYINT UNSIGNED, big BIGINT, zero_filled INT(6) ZEROFILL, price DECIMAL(12,4), f FLOAT, d DOUBLE, bits BIT(12), flag BIT(1),
  day DATE, moment DATETIME(6), stamp TIMESTAMP(3) NULL, span TIME(2), born YEAR,
  fixed CHAR(10), name VARCHAR(80), latin VARCHAR(40) CHARACTER SET latin1, sjis VARCHAR(40) CHARACTER SET sjis, gbk VARCHAR(40) CHARACTER SET gbk,
  wide VARCHAR(40) CHARACTER SET utf16, old VARCHAR(40) CHARACTER SET utf8mb3, note TEXT, long_note LONGTEXT,
  raw_fixed BINARY(6), raw VARBINARY(300), piece BLOB, large LONGBLOB, choice ENUM('a','b','it''s'), choices SET('x','y','z'),
  place POINT, shape GEOMETRY, doc JSON,
  twice INT GENERATED ALWAYS AS (tiny * 2) VIRTUAL, thrice INT GENERATED ALWAYS AS (tiny * 3) STORED,
  hidden INT DEFAULT 7 INVISIBLE,
  KEY name (name), KEY by_lower ((lower(name))), KEY desc_day (day DESC), FULLTEXT KEY words (note), KEY latin (latin(5))
) DEFAULT CHARSET=utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
INSERT INTO types (id, tiny, big, zero_filled, price, f, d, bits, flag, day, moment, stamp, span, born, fixed, name, latin, sjis, gbk, wide, old, note,
  long_note, raw_fixed, raw, piece, large, choice, choices, place, shape, doc, hidden) VALUES
 (0, 0, 0, 0, 0, 0, 0, b'0', b'0', '0000-00-00', '0000-00-00 00:00:00', NULL, '00:00:00', 0000, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, NULL, '{}', 1),
 (5, 255, -9223372036854775808, 42, -12345678.9012, 1.5, -1e-308, b'101010101010', b'1', '2024-02-29', '2024-02-29 23:59:59.123456', '2024-06-01 12:00:00.5', '-838:59:59', 2155,
  'a b', 'it''s \\ "quoted" % _ \n\t\r\Z', 'Fürth', '表示ソ', '中文', 'Ω€', 'ü', '\\N', REPEAT('x\ty\n', 500), 'ab', UNHEX('00090A0D1A2227255C5F7FFF'), UNHEX('5C30'),
  REPEAT(UNHEX('00FF5C27090A'), 20000), 'it''s', 'x,z', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('LINESTRING(0 0,1 1)'),
  '{"a": [1, 2.5, null, true], "b": "\\"é\\"", "c": {"d": ""}}', NULL),
 (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE child (
  id BIGINT NOT NULL AUTO_INCREMENT, parent INT NOT NULL, code CHAR(4), a VARCHAR(60) NOT NULL, b DECIMAL(8,2), c DATETIME, d CHAR(12), n INT NOT NULL,
  PRIMARY KEY (id), KEY parent (parent), KEY code (code), UNIQUE KEY a (a, id), KEY b (b, c), KEY c (c), KEY d (d), KEY n (n),
  CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE
) DEFAULT CHARSET=utf8mb4;
INSERT INTO child (parent, code, a, b, c, d, n)
  WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 50000)
  SELECT /*+ SET_VAR(cte_max_recursion_depth = 100000) */ n % 3, ELT(1 + n % 3, 'zero', 'one', NULL), CONCAT('text ', n, ' ', HEX(n * 7919)), n / 7, '2020-01-01' + INTERVAL n MINUTE, LEFT(SHA2(n, 256), 12), n
  FROM numbers;

CREATE TABLE parts (a INT NOT NULL, b VARCHAR(9), PRIMARY KEY (a)) PARTITION BY HASH (a) PARTITIONS 3;
INSERT INTO parts VALUES (1, 'one'), (2, NULL), (3, '');
CREATE TABLE plain (a INT, b VARBINARY(9), KEY (a)) ENGINE=MyISAM;
INSERT INTO plain VALUES (1, 'x'), (NULL, NULL);
CREATE TABLE nothing (a INT, KEY a (a));
