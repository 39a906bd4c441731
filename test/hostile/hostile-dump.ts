import type { ErrorCode } from '../../src/contracts/errors.js';

/** A dump that means harm, or looks as if it did. */
export interface HostileDump {
  readonly name: string;
  readonly bytes: Buffer;
  /** What must come of it; `line` is where the error must point to. */
  readonly expected: { readonly code: ErrorCode; readonly line?: number } | 'harmless';
  /**
   * Run by root once it is live, one after the other, errors not counted: using what was imported must do no harm
   * either.
   */
  readonly use: readonly string[];
}

/** Marks the place in the text where the error must point, and is removed. */
const MARK = '⟪';

export const HEADER =
  '-- MariaDB dump 10.19  Distrib 10.11.11-MariaDB\n-- Host: localhost    Database: shop\n\n/*!40101 SET NAMES utf8mb4 */;\n';
export const TABLE = 'CREATE TABLE `t` (`id` int(11) NOT NULL, `v` varchar(200) DEFAULT NULL, PRIMARY KEY (`id`));\n';
export const ROWS = "INSERT INTO `t` VALUES (1,'one'),(2,'two');\n";
export const TRAILER = '\n-- Dump completed on 2026-11-24  3:59:05\n';

/** The text unchanged; refused with the code at the mark. */
export const refused = (name: string, text: string, code: ErrorCode = 'DUMP_STATEMENT_REFUSED'): HostileDump => {
  const at = text.indexOf(MARK);
  if (at < 0) throw new Error(`"${name}" has no mark`);
  const line = text.slice(0, at).split('\n').length;
  return { name, bytes: Buffer.from(text.replace(MARK, '')), expected: { code, line }, use: [] };
};

/** One statement among those of a whole dump, refused. */
export const statement = (sql: string, code?: ErrorCode): HostileDump =>
  refused(sql.length > 90 ? `${sql.slice(0, 90)}…` : sql, `${HEADER}${TABLE}${ROWS}${MARK}${sql};\n${TRAILER}`, code);

/** One statement after a `DELIMITER`, refused. */
export const body = (sql: string, code?: ErrorCode): HostileDump =>
  refused(sql, `${HEADER}${TABLE}${ROWS}DELIMITER ;;\n${MARK}${sql};;\nDELIMITER ;\n${TRAILER}`, code);

/** One statement among those of a whole dump that may be imported, and used. */
export const harmless = (name: string, sql: string, use: readonly string[] = []): HostileDump => ({
  name,
  bytes: Buffer.from(`${HEADER}${TABLE}${ROWS}${sql}\n${TRAILER}`),
  expected: 'harmless',
  use,
});

/** An object after a `DELIMITER` that may be imported, and used. */
export const harmlessBody = (sql: string, use: readonly string[] = []): HostileDump =>
  harmless(sql, `DELIMITER ;;\n${sql};;\nDELIMITER ;`, use);
