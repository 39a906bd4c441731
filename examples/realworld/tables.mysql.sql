-- The tables of the example on MySQL 8.0 and MariaDB 10.6, or newer. CREATE only: what is there stays as it is.
-- Keys are compared by bytes, so that `Anna` and `anna` are two users, as on PostgreSQL.
CREATE TABLE IF NOT EXISTS users (
  id         varchar(191) COLLATE utf8mb4_bin PRIMARY KEY,
  email      varchar(191) COLLATE utf8mb4_bin NOT NULL UNIQUE,
  username   varchar(191) COLLATE utf8mb4_bin NOT NULL UNIQUE,
  bio        text,
  image      text,
  password   text NOT NULL,
  created_at datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
  updated_at datetime(6) DEFAULT CURRENT_TIMESTAMP(6)
) DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS articles (
  id          int AUTO_INCREMENT PRIMARY KEY,
  slug        varchar(191) COLLATE utf8mb4_bin NOT NULL UNIQUE,
  title       text NOT NULL,
  description text,
  body        mediumtext NOT NULL,
  author_id   varchar(191) COLLATE utf8mb4_bin NOT NULL,
  status      varchar(32) DEFAULT 'draft',
  created_at  datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
  updated_at  datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
  FOREIGN KEY (author_id) REFERENCES users (id)
) DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS comments (
  id         varchar(191) COLLATE utf8mb4_bin PRIMARY KEY,          -- cm_{article_slug}_{index}
  article_id int NOT NULL,
  author_id  varchar(191) COLLATE utf8mb4_bin NOT NULL,
  body       text NOT NULL,
  created_at datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
  updated_at datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
  FOREIGN KEY (article_id) REFERENCES articles (id),
  FOREIGN KEY (author_id) REFERENCES users (id)
) DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS tags (
  id  int AUTO_INCREMENT PRIMARY KEY,
  tag varchar(191) COLLATE utf8mb4_bin NOT NULL UNIQUE
) DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS article_tags (
  article_id int NOT NULL,
  tag_id     int NOT NULL,
  PRIMARY KEY (article_id, tag_id),
  FOREIGN KEY (article_id) REFERENCES articles (id),
  FOREIGN KEY (tag_id) REFERENCES tags (id)
) DEFAULT CHARSET = utf8mb4;
