-- --------------------------------------------------------
-- Host:                         127.0.0.1
-- Versión del servidor:         10.11.6-MariaDB - mariadb.org binary distribution
-- SO del servidor:              Win64
-- HeidiSQL Versión:             12.6.0.6765
-- --------------------------------------------------------

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;


-- Volcando estructura de base de datos para laden
CREATE DATABASE IF NOT EXISTS `laden` /*!40100 DEFAULT CHARACTER SET latin1 COLLATE latin1_swedish_ci */;
USE `laden`;

-- Volcando estructura para vista laden.namen
-- Creando tabla temporal para superar errores de dependencia de VIEW
CREATE TABLE `namen` (
	`id` INT(11) NOT NULL,
	`name` VARCHAR(1) NULL COLLATE 'utf8mb4_general_ci'
) ENGINE=MyISAM;

-- Volcando estructura para tabla laden.kunde
CREATE TABLE IF NOT EXISTS `kunde` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(50) DEFAULT NULL,
  `at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Volcando datos para la tabla laden.kunde: ~2 rows (aproximadamente)
DELETE FROM `kunde`;
INSERT INTO `kunde` (`id`, `name`, `at`) VALUES
	(1, 'Año; ''n', '2026-01-01 10:00:00'),
	(2, NULL, NULL);

-- Volcando estructura para procedimiento laden.zaehle
DELIMITER //
CREATE DEFINER=`root`@`localhost` PROCEDURE `zaehle`()
BEGIN
  SELECT COUNT(*) FROM kunde;
END//
DELIMITER ;

-- Volcando estructura para disparador laden.vor_kunde
SET @OLDTMP_SQL_MODE=@@SQL_MODE, SQL_MODE='STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO';
DELIMITER //
CREATE TRIGGER `vor_kunde` BEFORE INSERT ON `kunde` FOR EACH ROW SET NEW.name = TRIM(NEW.name)//
DELIMITER ;
SET SQL_MODE=@OLDTMP_SQL_MODE;

-- Volcando estructura para vista laden.namen
-- Eliminando tabla temporal y crear estructura final de VIEW
DROP TABLE IF EXISTS `namen`;
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `namen` AS SELECT `kunde`.`id`, `kunde`.`name` FROM `kunde`
;

/*!40103 SET TIME_ZONE=IFNULL(@OLD_TIME_ZONE, 'system') */;
/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;
/*!40014 SET FOREIGN_KEY_CHECKS=IFNULL(@OLD_FOREIGN_KEY_CHECKS, 1) */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40111 SET SQL_NOTES=IFNULL(@OLD_SQL_NOTES, 1) */;
