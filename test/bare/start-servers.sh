# What the reader of the nightly import's tutorial has: a MariaDB with a database and an administrator's account, and an
# account on an SFTP server. Started by hand, with the programs that the distribution has installed; sourced.
mkdir -p /run/mysqld /run/sshd /srv/exports
chown mysql: /run/mysqld
mariadbd --user=mysql --bind-address=127.0.0.1 --port="$database_port" >/tmp/mariadbd.log 2>&1 &
mariadbd=$!
useradd --create-home exports
echo "exports:$sftp_password" | chpasswd
chown exports: /srv/exports
/usr/sbin/sshd -D -e -p "$ssh_port" -o ListenAddress=127.0.0.1 -o PasswordAuthentication=yes >/tmp/sshd.log 2>&1 &
sshd=$!
stop_both() { kill $mariadbd $sshd 2>/dev/null; wait $mariadbd $sshd || true; }
stop_servers=stop_both
trap stop_both EXIT
for i in $(seq 100); do mariadb -e 'SELECT 1' >/dev/null 2>&1 && break; sleep 0.2; done
mariadb <<'SQL'
CREATE USER 'admin'@'%' IDENTIFIED BY 'of-the-admin';
GRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;
CREATE DATABASE shop;
CREATE TABLE shop.orders (id INT PRIMARY KEY, total DECIMAL(10,2));
INSERT INTO shop.orders VALUES (1, 10.5), (2, 20.5);
SQL
