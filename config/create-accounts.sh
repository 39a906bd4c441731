#!/bin/sh
# Creates the three accounts on the target of docker-compose.yml, MariaDB or MySQL; its image runs this once, with an empty data folder.
# The grants are those of src/contracts/dump-import/grants.ts (a test compares them): for other databases `stevedore check` prints what is missing.
set -eu

# Where the passwords are, each in a file of its own.
secrets=${SECRETS_DIRECTORY:-/run/secrets}
client=$(command -v mariadb || command -v mysql)
as_root() { MYSQL_PWD="$(cat "$secrets/mysql_root_password")" "$client" --protocol=socket --user=root --binary-mode; }
# A password, escaped for a quoted SQL string.
password() { sed -e 's/\\/\\\\/g' -e "s/'/''/g" "$secrets/mysql_$1_password"; }

as_root <<SQL
CREATE USER IF NOT EXISTS 'stevedore_loader'@'%' IDENTIFIED BY '$(password loader)';
CREATE USER IF NOT EXISTS 'stevedore_publisher'@'%' IDENTIFIED BY '$(password publisher)';
CREATE USER IF NOT EXISTS 'stevedore_owner'@'%' IDENTIFIED BY '$(password owner)';
SQL
as_root <<'SQL'
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
