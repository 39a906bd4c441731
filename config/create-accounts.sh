#!/bin/sh
# Creates the three accounts on the MariaDB of docker-compose.yml; its image runs this once, with an empty data folder.
# The grants are those of src/contracts/dump-import/grants.ts (a test compares them): for other databases `stevedore check` prints what is missing.
set -eu

# Escapes a password for a quoted SQL string.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"; }

MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb --protocol=socket --user=root --binary-mode <<SQL
CREATE USER IF NOT EXISTS 'stevedore_loader'@'%' IDENTIFIED BY '$(quoted "$MYSQL_LOADER_PASSWORD")';
CREATE USER IF NOT EXISTS 'stevedore_publisher'@'%' IDENTIFIED BY '$(quoted "$MYSQL_PUBLISHER_PASSWORD")';
CREATE USER IF NOT EXISTS 'stevedore_owner'@'%' IDENTIFIED BY '$(quoted "$MYSQL_OWNER_PASSWORD")';
SQL
MYSQL_PWD="$MARIADB_ROOT_PASSWORD" mariadb --protocol=socket --user=root --binary-mode <<'SQL'
GRANT CREATE, DROP, ALTER, INDEX, SELECT, INSERT, UPDATE, DELETE, REFERENCES ON `imp\_mvdsb`.* TO 'stevedore_loader'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `imp\_mvdsb`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `mvdsb`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `prev\_mvdsb`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `prev2\_mvdsb`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `orig\_mvdsb`.* TO 'stevedore_publisher'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EVENT, DROP ON `mvdsb`.* TO 'stevedore_owner'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EVENT, DROP ON `imp\_mvdsb`.* TO 'stevedore_owner'@'%';
GRANT CREATE, DROP, ALTER, INDEX, SELECT, INSERT, UPDATE, DELETE, REFERENCES ON `imp\_portal64\_bdw`.* TO 'stevedore_loader'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `imp\_portal64\_bdw`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `portal64\_bdw`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `prev\_portal64\_bdw`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `prev2\_portal64\_bdw`.* TO 'stevedore_publisher'@'%';
GRANT ALTER, DROP, CREATE, INSERT, SELECT, SHOW VIEW, TRIGGER ON `orig\_portal64\_bdw`.* TO 'stevedore_publisher'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EVENT, DROP ON `portal64\_bdw`.* TO 'stevedore_owner'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EVENT, DROP ON `imp\_portal64\_bdw`.* TO 'stevedore_owner'@'%';
GRANT ALL PRIVILEGES ON `stevedore`.* TO 'stevedore_publisher'@'%';
SQL
