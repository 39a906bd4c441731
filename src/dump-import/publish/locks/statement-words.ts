/** What kind of statement a text is, by its first word; never anything of the text itself. */
export const statementVerb = (text: string | undefined): string | undefined => {
  const word = /^(?:\s|\(|;|--[^\n]*\n|#[^\n]*\n|\/\*(?!!)[\s\S]*?\*\/|\/\*M?!\d*)*([a-z]+)/i
    .exec(text ?? '')?.[1]
    ?.toUpperCase();
  return word === undefined || !STATEMENTS.has(word) ? undefined : word;
};

const STATEMENTS = new Set(
  (
    'SELECT INSERT UPDATE DELETE REPLACE WITH VALUES TABLE CALL EXECUTE DO SET SHOW DESCRIBE EXPLAIN LOAD ALTER CREATE DROP RENAME ' +
    'TRUNCATE ANALYZE OPTIMIZE CHECK CHECKSUM REPAIR FLUSH LOCK UNLOCK BEGIN START COMMIT ROLLBACK SAVEPOINT HANDLER GRANT REVOKE XA'
  ).split(' '),
);
