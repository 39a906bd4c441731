import { fullCollation } from './charset-names.js';
import type { DropRule, DumpSession } from '../dump-index.js';
import { refuseStatement, UnreadableSql } from '../refuse-statement.js';
import { charsetOfCollation, checkCharset } from './session-charsets.js';
import { ClosingSets } from './closing-sets.js';
import { isHarmless, whyRefused } from './harmless-settings.js';
import { readAssignments } from './session-assignments.js';
import type { Assignment, AssignedValue } from './session-assignments.js';
import { ROCKSDB_VARIABLES } from './rocksdb-switch.js';
import type { TokenReader } from '../tokens/token-reader.js';

/** A value at one moment; `text` is absent for the server's default. */
interface Value {
  readonly text?: string;
  /** For `collation_connection`: its character set, also if the collation is that set's default. */
  readonly charset?: string;
}

const TRACKED = new Set([
  'character_set_client',
  'collation_connection',
  'time_zone',
  'sql_mode',
  'foreign_key_checks',
  'unique_checks',
]);
const REPLICATION = new Set(['sql_log_bin', 'gtid_purged', 'gtid_slave_pos']);

/** Dump tools use about a dozen. */
const MAX_VARIABLES = 1_000;

/**
 * Tracks a dump's SET statements without a server. It remembers `@OLD_X=@@X` and restores from it, so that statements
 * may run on any connection that is set up from `current()`.
 */
export class SessionState {
  private readonly system = new Map<string, Value>();
  private readonly user = new Map<string, Value>();
  /** Whether each statement commits on its own. */
  autocommit = true;
  /** Whether the dump's last statements restore what its first ones saved. */
  readonly closing = new ClosingSets();
  private cached: DumpSession | undefined;
  private prepared = false;

  /**
   * Interprets one SET statement, after `SET` was taken, and returns the rule by which it is dropped.
   * Throws DUMP_STATEMENT_REFUSED (another variable), DUMP_CHARSET_UNSUPPORTED, `UnreadableSql`.
   */
  apply(reader: TokenReader, line: number): DropRule {
    let rule: DropRule = 'session-setting';
    for (const assignment of readAssignments(reader, line)) {
      if (assignment.target === 'system' && REPLICATION.has(assignment.name)) rule = 'replication-setting';
      else if (assignment.target === 'system' && assignment.name === 'autocommit') {
        rule = 'transaction';
        const { kind } = assignment.value;
        this.autocommit =
          kind === 'literal'
            ? readSwitch(assignment.value.text)
            : kind !== 'user' || this.evaluate(assignment.value, line).text !== '0';
      } else this.assign(assignment, line);
    }
    this.cached = undefined;
    return rule;
  }

  /**
   * Follows PREPARE, EXECUTE or DEALLOCATE of a statement that is never sent. Throws `UnreadableSql` if nothing is
   * prepared.
   */
  followPrepared(step: string): void {
    if (step !== 'prepare' && !this.prepared) throw new UnreadableSql('the dump has prepared nothing');
    this.prepared = step !== 'deallocate';
  }

  current(): DumpSession {
    this.cached ??= this.describe();
    return this.cached;
  }

  private assign(assignment: Assignment, line: number): void {
    if (assignment.target === 'names') {
      const charset = checkCharset(assignment.charset, line);
      const collation = assignment.collation === undefined ? undefined : fullCollation(assignment.collation, charset);
      if (collation !== undefined) this.checkCollation(collation, line);
      this.system.set('character_set_client', { text: charset });
      this.system.set('collation_connection', { charset, ...(collation !== undefined && { text: collation }) });
      return;
    }
    if (assignment.target === 'transaction') return;
    if (assignment.target === 'user' && ROCKSDB_VARIABLES.has(assignment.name))
      throw new UnreadableSql("it sets what Percona's mysqldump executes, and to something else");
    this.follow(assignment);
    const value = this.evaluate(assignment.value, line);
    if (assignment.target === 'user') {
      if (this.user.size >= MAX_VARIABLES) throw new UnreadableSql('it sets more variables than any dump has');
      this.user.set(assignment.name, value);
      return;
    }
    const { name } = assignment;
    if (isHarmless(name, value.text)) return;
    if (name === 'system_versioning_insert_history') {
      throw refuseStatement(
        line,
        `SET ${name}`,
        'the history of a system-versioned table is not loaded; export it again without --dump-history',
      );
    }
    if (!TRACKED.has(name)) throw refuseStatement(line, `SET ${name}`, whyRefused(name));
    this.system.set(name, this.checked(name, value, line));
  }

  private follow({ target, name, value }: Extract<Assignment, { readonly value: AssignedValue }>): void {
    if (target === 'user') {
      if (value.kind === 'system') this.closing.keeps(name);
      return;
    }
    if (value.kind === 'user' || value.kind === 'fallback') this.closing.givesBack(value.name);
    if (name === 'foreign_key_checks' && value.kind === 'literal')
      this.closing.foreignKeyChecks(readSwitch(value.text));
  }

  private evaluate(value: AssignedValue, line: number): Value {
    if (value.kind === 'literal') return { text: value.text };
    if (value.kind === 'default') return {};
    if (value.kind === 'system') return this.system.get(value.name) ?? {};
    const found = this.user.get(value.name) ?? (value.kind === 'fallback' ? { text: value.otherwise } : undefined);
    if (!found) throw refuseStatement(line, 'SET', 'it reads a user variable that the dump has not set');
    return found;
  }

  private checked(name: string, value: Value, line: number): Value {
    const { text } = value;
    if (text === undefined) return value;
    if (name === 'character_set_client') return { text: checkCharset(text, line) };
    if (name === 'collation_connection') {
      this.checkCollation(text, line);
      return { text, charset: charsetOfCollation(text) };
    }
    if (name.endsWith('_checks')) return { text: readSwitch(text) ? '1' : '0' };
    if (name === 'sql_mode' && !/^([A-Z_][\w, ]*)?$/i.test(text))
      throw new UnreadableSql('its value is not a list of SQL modes');
    if (name === 'time_zone' && !/^[\w+:/-]+$/.test(text)) throw new UnreadableSql('its value is not a time zone');
    return { text };
  }

  private checkCollation(collation: string, line: number): void {
    if (!/^\w+$/.test(collation)) throw new UnreadableSql('it names an invalid collation');
    checkCharset(charsetOfCollation(collation), line);
  }

  private describe(): DumpSession {
    const text = (name: string): string | undefined => this.system.get(name)?.text;
    const connection = this.system.get('collation_connection') ?? {};
    const entries: Record<keyof DumpSession, string | boolean | undefined> = {
      names: connection.charset,
      collation: connection.text,
      characterSetClient: text('character_set_client'),
      sqlMode: text('sql_mode'),
      timeZone: text('time_zone'),
      foreignKeyChecks: asSwitch(text('foreign_key_checks')),
      uniqueChecks: asSwitch(text('unique_checks')),
    };
    return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  }
}

const asSwitch = (text: string | undefined): boolean | undefined => (text === undefined ? undefined : text === '1');

const readSwitch = (text: string): boolean => {
  if (/^(1|on|true)$/i.test(text)) return true;
  if (/^(0|off|false)$/i.test(text)) return false;
  throw new UnreadableSql('it sets a switch to neither 0 nor 1');
};
