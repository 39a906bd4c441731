-- Status:1:2:MP_0:laden:php:1.24.4::8.0.36:1:::utf8:EXTINFO
--
-- TABLE-INFO
-- TABLE|kunde|2|16384|2026-11-26 10:23:00|InnoDB
-- EOF TABLE-INFO
--
-- Dump by MySQLDumper 1.24.4 (http://mysqldumper.net)
/*!40101 SET NAMES 'utf8' */;
SET FOREIGN_KEY_CHECKS=0;
-- Dump created: 2026-11-26 10:23

--
-- Create Table `kunde`
--

DROP TABLE IF EXISTS `kunde`;
CREATE TABLE `kunde` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(50) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;

--
-- Data for Table `kunde`
--

/*!40000 ALTER TABLE `kunde` DISABLE KEYS */;
INSERT INTO `kunde` (`id`,`name`) VALUES ('1','Größe');
INSERT INTO `kunde` (`id`,`name`) VALUES ('2',NULL);
/*!40000 ALTER TABLE `kunde` ENABLE KEYS */;

SET FOREIGN_KEY_CHECKS=1;
-- EOB

