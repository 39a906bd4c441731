import { StevedoreError } from '../../../contracts/errors.js';
import type { ObjectKind, ObjectSession, StoredObject } from '../../../contracts/dump-import/stored-object.js';
import type { DumpSession } from '../dump-index.js';
import { renameSchemas, toStoredObject } from '../objects/object-definition.js';
import type { ObjectDefinition } from '../objects/object-definition.js';
import { UnreadableSql } from '../refuse-statement.js';

/**
 * Collects a dump's views, triggers, routines, events and packages in order, as its CREATE and DROP statements leave
 * them.
 */
export class ObjectRecords {
  private readonly objects = new Map<string, StoredObject>();
  /** Stand-ins of views, with their lines. */
  private readonly stubs = new Map<string, number>();

  addStub(name: string, line: number): void {
    this.stubs.set(name, line);
  }

  /**
   * Adds an object. `renamed` maps schemas to what they mean. A view replaces an earlier one of its name; any other
   * repeated object throws `UnreadableSql`.
   */
  add(
    definition: ObjectDefinition,
    session: DumpSession,
    line: number,
    renamed: ReadonlyMap<string, string> = new Map(),
  ): StoredObject {
    const read = toStoredObject(definition, objectSession(session));
    const object: StoredObject = {
      ...read,
      sql: renamed.size === 0 ? read.sql : renameSchemas(read.sql, renamed, session.sqlMode),
      line,
    };
    const key = keyOf(object.kind, object.name);
    if (object.kind !== 'view' && this.objects.has(key)) throw new UnreadableSql('that object was created before');
    this.objects.delete(key);
    this.objects.set(key, object);
    return object;
  }

  drop(kind: ObjectKind, name: string): void {
    this.objects.delete(keyOf(kind, name));
  }

  /** Returns the objects. Throws DUMP_TRUNCATED if a view's stand-in has no definition. */
  finish(): StoredObject[] {
    for (const [name, line] of this.stubs) {
      if (this.objects.has(keyOf('view', name))) continue;
      throw new StevedoreError(
        'DUMP_TRUNCATED',
        `Cannot read the dump: view "${name}" has a stand-in on line ${line} and no definition; export it again`,
        { details: { view: name, line } },
      );
    }
    return this.list();
  }

  list(): StoredObject[] {
    return [...this.objects.values()];
  }
}

const keyOf = (kind: ObjectKind, name: string): string => `${kind}\0${name}`;

const objectSession = ({ sqlMode, characterSetClient, collation, timeZone }: DumpSession): ObjectSession => ({
  ...(sqlMode !== undefined && { sqlMode }),
  ...(characterSetClient !== undefined && { characterSetClient }),
  ...(collation !== undefined && { collationConnection: collation }),
  ...(timeZone !== undefined && { timeZone }),
});
