-- The shape of Chinook: decimals, keys of two columns, a table that refers to itself, names in every script.
SET NAMES utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;
CREATE TABLE digits (d INT NOT NULL PRIMARY KEY);
INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
CREATE VIEW numbers AS SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS n FROM digits a, digits b, digits c, digits e;
CREATE TABLE `Artist` (`ArtistId` INT NOT NULL, `Name` VARCHAR(120) CHARACTER SET utf8mb3, CONSTRAINT `PK_Artist` PRIMARY KEY (`ArtistId`)) DEFAULT CHARSET=utf8mb4;
INSERT INTO `Artist` SELECT a.d * 10 + b.d, ELT(1 + b.d, 'Mötley', 'Sigur Rós', 'Ария', 'AC/DC', 'it''s', NULL, '', '\\', '中島', 'x\0y') FROM digits a, digits b;
CREATE TABLE `Album` (`AlbumId` INT NOT NULL, `Title` VARCHAR(160) NOT NULL, `ArtistId` INT NOT NULL, PRIMARY KEY (`AlbumId`), KEY `IFK_AlbumArtistId` (`ArtistId`), CONSTRAINT `FK_Album` FOREIGN KEY (`ArtistId`) REFERENCES `Artist` (`ArtistId`) ON DELETE NO ACTION ON UPDATE NO ACTION) DEFAULT CHARSET=latin1;
INSERT INTO `Album` SELECT n, CONCAT('Título ', CHAR(192 + n MOD 60 USING latin1), n), n MOD 100 FROM numbers WHERE n < 1000 AND n < @size;
CREATE TABLE `Track` (
  `TrackId` INT NOT NULL, `Name` VARCHAR(200) NOT NULL, `AlbumId` INT, `Composer` VARCHAR(220), `Milliseconds` INT NOT NULL, `Bytes` BIGINT UNSIGNED, `UnitPrice` DECIMAL(10,2) NOT NULL, `Gain` DOUBLE, `Tempo` FLOAT,
  PRIMARY KEY (`TrackId`), KEY `IFK_TrackAlbumId` (`AlbumId`), CONSTRAINT `FK_TrackAlbum` FOREIGN KEY (`AlbumId`) REFERENCES `Album` (`AlbumId`)
) DEFAULT CHARSET=utf8mb4;
INSERT INTO `Track`
  SELECT n, CONCAT('Track "', n, '"\t', ELT(1 + n MOD 10, '😀', 'ä', '♟', ';', '--', '/*', '*/', '`', '%', '_')), NULLIF(n DIV 10, 7), ELT(1 + n MOD 3, '\\N', NULL, '\\n'),
    n * 12345, 18446744073709551615 - n, (n - 500) * 0.99, (n MOD 7 - 3) * POW(10, (n MOD 10 - 5) * 60) / 3, (n - 50) / 7
  FROM numbers WHERE n < @size;
CREATE TABLE `Playlist` (`PlaylistId` INT NOT NULL, `Name` VARCHAR(120), PRIMARY KEY (`PlaylistId`)) DEFAULT CHARSET=sjis;
INSERT INTO `Playlist` VALUES (1, '表示ソ能'), (2, NULL), (0, 'ポップ\\');
CREATE TABLE `PlaylistTrack` (
  `PlaylistId` INT NOT NULL, `TrackId` INT NOT NULL, CONSTRAINT `PK_PlaylistTrack` PRIMARY KEY (`PlaylistId`, `TrackId`), KEY `IFK_PlaylistTrackTrackId` (`TrackId`),
  CONSTRAINT `FK_PlaylistTrackPlaylistId` FOREIGN KEY (`PlaylistId`) REFERENCES `Playlist` (`PlaylistId`), CONSTRAINT `FK_PlaylistTrackTrackId` FOREIGN KEY (`TrackId`) REFERENCES `Track` (`TrackId`)
);
INSERT INTO `PlaylistTrack` SELECT p.`PlaylistId`, t.`TrackId` FROM `Playlist` p, `Track` t WHERE t.`TrackId` MOD 3 <> p.`PlaylistId`;
CREATE TABLE `Employee` (`EmployeeId` INT NOT NULL, `LastName` VARCHAR(20) NOT NULL, `ReportsTo` INT, `BirthDate` DATETIME, PRIMARY KEY (`EmployeeId`), KEY (`ReportsTo`), CONSTRAINT `FK_Boss` FOREIGN KEY (`ReportsTo`) REFERENCES `Employee` (`EmployeeId`)) DEFAULT CHARSET=gbk;
INSERT INTO `Employee` VALUES (1, '王縗\\', NULL, '1962-02-18 00:00:00'), (2, '李', 1, '0000-00-00 00:00:00'), (3, '誠', 2, NULL);
CREATE TABLE `Invoice` (`InvoiceId` INT NOT NULL AUTO_INCREMENT, `InvoiceDate` DATETIME(3) NOT NULL, `BillingCountry` CHAR(40), `Total` DECIMAL(10,2) NOT NULL, PRIMARY KEY (`InvoiceId`)) AUTO_INCREMENT=9001 DEFAULT CHARSET=utf8mb4;
INSERT INTO `Invoice` (`InvoiceDate`, `BillingCountry`, `Total`) SELECT '2009-01-01' + INTERVAL n DAY + INTERVAL n * 1000 MICROSECOND, ELT(1 + n MOD 3, 'Österreich', NULL, ''), n * 1000.01 FROM numbers WHERE n < @size / 10;
CREATE VIEW `Best` AS SELECT `Name`, `UnitPrice` FROM `Track` WHERE `UnitPrice` > 1.98;
