-- The shape of Sakila: foreign keys in a ring and to itself, views, triggers, routines, an event, geometry, ENUM, SET, FULLTEXT, a BLOB.
SET NAMES utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;
CREATE TABLE digits (d INT NOT NULL PRIMARY KEY);
INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
CREATE VIEW numbers AS SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS n FROM digits a, digits b, digits c, digits e;
CREATE TABLE tongue (tongue_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, name CHAR(20) NOT NULL, last_update TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY KEY (tongue_id)) DEFAULT CHARSET=utf8mb4;
INSERT INTO tongue VALUES (0, 'keine', '2006-02-15 05:02:19'), (1, 'Español', '2006-02-15 05:02:19'), (2, 'Русский', '2024-03-31 01:30:00'), (3, '日本語', '2024-10-27 00:30:00');
CREATE TABLE country (country_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, country VARCHAR(50) NOT NULL, PRIMARY KEY (country_id)) DEFAULT CHARSET=latin1;
INSERT INTO country (country) VALUES ('Côte d''Ivoire'), ('Österreich'), ('São Tomé'), ('"quoted" \\ back');
CREATE TABLE city (
  city_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, city VARCHAR(50) NOT NULL, country_id SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (city_id), KEY by_country (country_id),
  CONSTRAINT city_country FOREIGN KEY (country_id) REFERENCES country (country_id) ON DELETE RESTRICT ON UPDATE CASCADE
) DEFAULT CHARSET=utf8mb4;
INSERT INTO city (city, country_id) SELECT CONCAT('city ', a.d, b.d, CHAR(9 + b.d)), 1 + (a.d + b.d) MOD 4 FROM digits a, digits b;
CREATE TABLE address (
  address_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, line VARCHAR(50) NOT NULL, line2 VARCHAR(50) DEFAULT NULL, district VARCHAR(20) NOT NULL, city_id SMALLINT UNSIGNED NOT NULL,
  location GEOMETRY NOT NULL, PRIMARY KEY (address_id), KEY by_city (city_id), SPATIAL KEY by_location (location), CONSTRAINT address_city FOREIGN KEY (city_id) REFERENCES city (city_id)
) DEFAULT CHARSET=utf8mb4;
INSERT INTO address (line, line2, district, city_id, location)
  SELECT CONCAT(n, ' Straße\n'), NULLIF(CONCAT('\\N', n MOD 9), '\\N3'), ELT(1 + n MOD 3, '', 'Ω', 'x\ty'), 1 + n MOD 100, ST_GeomFromText(CONCAT('POINT(', n * 1.1, ' -', n / 3 + 39, ')'))
  FROM numbers WHERE n < @size / 10;
CREATE TABLE shop (
  shop_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, manager_id TINYINT UNSIGNED NOT NULL, address_id SMALLINT UNSIGNED NOT NULL, PRIMARY KEY (shop_id), UNIQUE KEY one_manager (manager_id), KEY (address_id),
  CONSTRAINT shop_clerk FOREIGN KEY (manager_id) REFERENCES clerk (clerk_id) ON UPDATE CASCADE, CONSTRAINT shop_address FOREIGN KEY (address_id) REFERENCES address (address_id)
);
CREATE TABLE clerk (
  clerk_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, name VARCHAR(45) NOT NULL, picture BLOB, shop_id TINYINT UNSIGNED NOT NULL, active TINYINT(1) NOT NULL DEFAULT 1, boss TINYINT UNSIGNED DEFAULT NULL,
  password VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL, PRIMARY KEY (clerk_id), KEY (shop_id), KEY boss (boss),
  CONSTRAINT clerk_shop FOREIGN KEY (shop_id) REFERENCES shop (shop_id), CONSTRAINT clerk_boss FOREIGN KEY (boss) REFERENCES clerk (clerk_id) ON DELETE SET NULL
) DEFAULT CHARSET=utf8mb4;
INSERT INTO shop VALUES (1, 1, 3), (2, 2, 4);
INSERT INTO clerk VALUES (1, 'Zoë', UNHEX('89504E470D0A1A0A00275C00FF0922'), 1, 1, NULL, 'a''b"c'), (2, 'Jürgen', NULL, 2, 0, 1, NULL), (3, '', '', 2, 1, 2, '');
CREATE TABLE film (
  film_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, title VARCHAR(128) NOT NULL, description TEXT, made YEAR DEFAULT NULL, tongue_id TINYINT UNSIGNED NOT NULL, original_id TINYINT UNSIGNED DEFAULT NULL,
  duration TINYINT UNSIGNED NOT NULL DEFAULT 3, rate DECIMAL(4,2) NOT NULL DEFAULT 4.99, rating ENUM('G','PG','PG-13','R','NC-17') DEFAULT 'G', features SET('Trailers','Commentaries','Deleted Scenes','it''s') DEFAULT NULL,
  PRIMARY KEY (film_id), KEY by_title (title(20)), KEY by_tongue (tongue_id), KEY by_original (original_id),
  CONSTRAINT film_tongue FOREIGN KEY (tongue_id) REFERENCES tongue (tongue_id), CONSTRAINT film_original FOREIGN KEY (original_id) REFERENCES tongue (tongue_id)
) DEFAULT CHARSET=utf8mb4;
CREATE TABLE film_text (film_id SMALLINT UNSIGNED NOT NULL, title VARCHAR(255) NOT NULL, description TEXT, PRIMARY KEY (film_id), FULLTEXT KEY words (title, description)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE loan (
  loan_id INT NOT NULL AUTO_INCREMENT, at DATETIME NOT NULL, film_id SMALLINT UNSIGNED NOT NULL, clerk_id TINYINT UNSIGNED NOT NULL, back DATETIME DEFAULT NULL, paid DECIMAL(5,2), changed TIMESTAMP NULL,
  PRIMARY KEY (loan_id), UNIQUE KEY once (at, film_id, clerk_id), KEY (film_id), KEY (clerk_id), CONSTRAINT loan_film FOREIGN KEY (film_id) REFERENCES film (film_id), CONSTRAINT loan_clerk FOREIGN KEY (clerk_id) REFERENCES clerk (clerk_id)
);
DELIMITER $$
CREATE TRIGGER film_ai AFTER INSERT ON film FOR EACH ROW BEGIN INSERT INTO film_text (film_id, title, description) VALUES (NEW.film_id, NEW.title, NEW.description); END$$
CREATE TRIGGER film_au AFTER UPDATE ON film FOR EACH ROW BEGIN
  -- it's only needed; when something changed
  IF (OLD.title <> NEW.title) OR (OLD.description <> NEW.description) THEN UPDATE film_text SET title = NEW.title, description = NEW.description WHERE film_id = OLD.film_id; END IF;
END$$
CREATE TRIGGER film_ad AFTER DELETE ON film FOR EACH ROW DELETE FROM film_text WHERE film_id = OLD.film_id$$
CREATE TRIGGER loan_bi BEFORE INSERT ON loan FOR EACH ROW SET NEW.paid = IFNULL(NEW.paid, 0)$$
CREATE FUNCTION balance(clerk INT, until DATETIME) RETURNS DECIMAL(5,2) READS SQL DATA DETERMINISTIC COMMENT 'what''s owed'
BEGIN DECLARE total DECIMAL(5,2); SELECT IFNULL(SUM(paid), 0) INTO total FROM loan WHERE clerk_id = clerk AND at <= until; RETURN total; END$$
CREATE FUNCTION in_stock(film INT) RETURNS TINYINT(1) READS SQL DATA BEGIN DECLARE n INT; SELECT COUNT(*) INTO n FROM loan WHERE film_id = film AND back IS NULL; IF n > 0 THEN RETURN FALSE; ELSE RETURN TRUE; END IF; END$$
CREATE PROCEDURE report(IN least TINYINT UNSIGNED, IN word VARCHAR(20) CHARACTER SET latin1, OUT n INT) READS SQL DATA COMMENT 'Größe; "x"'
proc: BEGIN
  DECLARE done INT DEFAULT 0;
  DECLARE c CURSOR FOR SELECT film_id FROM film WHERE title LIKE CONCAT('%', word, '%');
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1;
  IF least = 0 THEN SELECT 'at least one; or more'; LEAVE proc; END IF;
  CREATE TEMPORARY TABLE found (id INT NOT NULL PRIMARY KEY);
  OPEN c; FETCH c INTO n; CLOSE c;
  SELECT COUNT(*) FROM film_text INTO n; /* the end */
  DROP TABLE found;
END$$
CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' ON COMPLETION PRESERVE COMMENT 'daily; "ü"' DO BEGIN DELETE FROM loan WHERE back < '1990-01-01'; END$$
DELIMITER ;
INSERT INTO film (title, description, made, tongue_id, original_id, duration, rate, rating, features)
  SELECT CONCAT('FILM ', n), CONCAT('A ', REPEAT('long; -- ', n MOD 200), 'tale of ''', n, ''' \\% \r\n'), 1999 + n MOD 99, n MOD 4, NULLIF(n MOD 5, 4) MOD 4, n MOD 200, n MOD 99 + n MOD 10 / 10, 1 + n MOD 5, n MOD 16
  FROM numbers WHERE n < @size / 10;
INSERT INTO loan (at, film_id, clerk_id, back, paid, changed)
  SELECT '2005-05-24 22:53:30' + INTERVAL n HOUR, 1 + n DIV 10, 1 + n MOD 3, IF(n MOD 4 = 0, NULL, '2005-06-01 12:00:00' + INTERVAL n DAY), n / 97, '2024-03-31 01:30:00' + INTERVAL n HOUR
  FROM numbers WHERE n < @size;
CREATE VIEW film_list AS SELECT f.film_id AS id, f.title AS title, t.name AS `in; tongue` FROM film f LEFT JOIN tongue t ON t.tongue_id = f.tongue_id;
CREATE VIEW clerks AS SELECT c.clerk_id, c.name, a.line, a.location FROM clerk c JOIN shop s ON s.shop_id = c.shop_id JOIN address a ON a.address_id = s.address_id;
CREATE SQL SECURITY INVOKER VIEW `a first` AS SELECT l.loan_id, f.title FROM loan l JOIN film_list f ON f.id = l.film_id WHERE l.back IS NULL;
CREATE ALGORITHM=TEMPTABLE VIEW sales AS SELECT clerk_id, SUM(paid) AS total, CONVERT('ß' USING latin1) AS s FROM loan GROUP BY clerk_id;
CREATE ALGORITHM=MERGE VIEW rated AS SELECT film_id, rating FROM film WHERE rating IN ('G', 'PG') WITH CASCADED CHECK OPTION;
