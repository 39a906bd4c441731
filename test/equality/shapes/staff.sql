-- The shape of the sample of employees: large tables, keys of several columns, partitions, views over the latest row.
SET NAMES utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;
CREATE TABLE digits (d INT NOT NULL PRIMARY KEY);
INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
CREATE VIEW numbers AS SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS n FROM digits a, digits b, digits c, digits e;
CREATE TABLE people (emp_no INT NOT NULL, birth_date DATE NOT NULL, first_name VARCHAR(14) NOT NULL, last_name VARCHAR(16) NOT NULL, gender ENUM('M','F') NOT NULL, hire_date DATE NOT NULL, PRIMARY KEY (emp_no), KEY by_name (last_name, first_name)) DEFAULT CHARSET=utf8mb4;
INSERT INTO people
  SELECT 10001 + n, '1952-02-01' + INTERVAL n DAY, ELT(1 + n MOD 7, 'Georgi', 'Bezalel', 'Parto', 'Chirstian', 'Kyoichi', 'Anneke', 'Tzvetan'), CONCAT('Name', n MOD 397), 1 + n MOD 2, '1985-01-01' + INTERVAL n DIV 3 DAY
  FROM numbers WHERE n < @size;
CREATE TABLE departments (dept_no CHAR(4) NOT NULL, dept_name VARCHAR(40) NOT NULL, PRIMARY KEY (dept_no), UNIQUE KEY dept_name (dept_name));
INSERT INTO departments SELECT CONCAT('d00', d), CONCAT('Dept ', d) FROM digits;
CREATE TABLE dept_emp (
  emp_no INT NOT NULL, dept_no CHAR(4) NOT NULL, from_date DATE NOT NULL, to_date DATE NOT NULL, PRIMARY KEY (emp_no, dept_no), KEY (dept_no),
  FOREIGN KEY (emp_no) REFERENCES people (emp_no) ON DELETE CASCADE, FOREIGN KEY (dept_no) REFERENCES departments (dept_no) ON DELETE CASCADE
);
INSERT INTO dept_emp SELECT emp_no, CONCAT('d00', emp_no MOD 10), hire_date, '9999-01-01' FROM people;
INSERT INTO dept_emp SELECT emp_no, CONCAT('d00', (emp_no + 1) MOD 10), hire_date - INTERVAL 1 YEAR, hire_date FROM people WHERE emp_no MOD 3 = 0;
CREATE TABLE salaries (emp_no INT NOT NULL, salary INT NOT NULL, from_date DATE NOT NULL, to_date DATE NOT NULL, PRIMARY KEY (emp_no, from_date))
  PARTITION BY RANGE (YEAR(from_date)) (PARTITION p1 VALUES LESS THAN (1988), PARTITION p2 VALUES LESS THAN (1992), PARTITION p3 VALUES LESS THAN (1996), PARTITION p4 VALUES LESS THAN MAXVALUE);
INSERT INTO salaries SELECT emp_no, 40000 + (emp_no * 7919 + d * 104729) MOD 90000, hire_date + INTERVAL d YEAR, hire_date + INTERVAL d + 1 YEAR FROM people, digits WHERE d < 5;
CREATE TABLE titles (emp_no INT NOT NULL, title VARCHAR(50) NOT NULL, from_date DATE NOT NULL, to_date DATE, PRIMARY KEY (emp_no, title, from_date)) DEFAULT CHARSET=utf8mb4 PARTITION BY KEY (emp_no) PARTITIONS 4;
INSERT INTO titles SELECT emp_no, ELT(1 + emp_no MOD 3, 'Engineer', 'Señor', 'Техник'), hire_date, NULLIF('9999-01-01' - INTERVAL emp_no MOD 2 DAY, '9999-01-01') FROM people;
CREATE VIEW latest AS SELECT emp_no, MAX(from_date) AS from_date, MAX(to_date) AS to_date FROM dept_emp GROUP BY emp_no;
CREATE VIEW `current` AS SELECT l.emp_no, d.dept_no, l.from_date, l.to_date FROM dept_emp d INNER JOIN latest l ON d.emp_no = l.emp_no AND d.from_date = l.from_date AND l.to_date = d.to_date;
