-- MySQL Workbench Forward Engineering

SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0;
SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0;
SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

-- -----------------------------------------------------
-- Schema laden
-- -----------------------------------------------------
CREATE SCHEMA IF NOT EXISTS `laden` DEFAULT CHARACTER SET utf8mb4 ;
SHOW WARNINGS;
USE `laden` ;

-- -----------------------------------------------------
-- Table `laden`.`kunde`
-- -----------------------------------------------------
DROP TABLE IF EXISTS `laden`.`kunde` ;

SHOW WARNINGS;
CREATE TABLE IF NOT EXISTS `laden`.`kunde` (
  `id` INT NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(45) NULL,
  PRIMARY KEY (`id`))
ENGINE = InnoDB
DEFAULT CHARACTER SET = utf8mb4;

SHOW WARNINGS;
CREATE UNIQUE INDEX `name_UNIQUE` ON `laden`.`kunde` (`name` ASC);

-- -----------------------------------------------------
-- Table `laden`.`bestellung`
-- -----------------------------------------------------
CREATE TABLE IF NOT EXISTS `laden`.`bestellung` (
  `id` INT NOT NULL,
  `kunde_id` INT NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `fk_bestellung_kunde_idx` (`kunde_id` ASC),
  CONSTRAINT `fk_bestellung_kunde`
    FOREIGN KEY (`kunde_id`)
    REFERENCES `laden`.`kunde` (`id`)
    ON DELETE NO ACTION
    ON UPDATE NO ACTION)
ENGINE = InnoDB
DEFAULT CHARACTER SET = utf8mb4;

USE `laden` ;

-- -----------------------------------------------------
-- Placeholder table for view `laden`.`namen`
-- -----------------------------------------------------
CREATE TABLE IF NOT EXISTS `laden`.`namen` (`id` INT, `name` INT);

-- -----------------------------------------------------
-- View `laden`.`namen`
-- -----------------------------------------------------
DROP TABLE IF EXISTS `laden`.`namen`;
USE `laden`;
CREATE  OR REPLACE VIEW `namen` AS SELECT id, name FROM kunde;

SET SQL_MODE=@OLD_SQL_MODE;
SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS;
SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS;

-- -----------------------------------------------------
-- Data for table `laden`.`kunde`
-- -----------------------------------------------------
START TRANSACTION;
USE `laden`;
INSERT INTO `laden`.`kunde` (`id`, `name`) VALUES (1, 'Größe');
INSERT INTO `laden`.`kunde` (`id`, `name`) VALUES (2, NULL);

COMMIT;

