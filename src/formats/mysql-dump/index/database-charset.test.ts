import { describe, expect, it } from 'vitest';
import { indexText } from '../../../../test/support/index-text.js';

const BARE = 'CREATE TABLE `t` (`v` varchar(9));\n';
const OWN = 'CREATE TABLE `o` (`v` varchar(9)) DEFAULT CHARSET=utf8mb4;\n';
const TRIGGER = "CREATE TRIGGER `tr` BEFORE INSERT ON `o` FOR EACH ROW SET NEW.v = 'x';\n";

const read = async (dump: string) => {
  const { charset, collation, left, notes } = await indexText(dump);
  return { charset, collation, left, notes: notes?.map(({ text }) => text) };
};

describe('what a table takes that names no character set', () => {
  it.each([
    [
      'of CREATE DATABASE',
      `CREATE DATABASE shop CHARACTER SET latin1 COLLATE latin1_german1_ci;\nUSE shop;\n${BARE}`,
      { charset: 'latin1', collation: 'latin1_german1_ci' },
    ],
    [
      'of ALTER DATABASE behind it',
      `CREATE DATABASE shop CHARACTER SET latin1 COLLATE latin1_german1_ci;\nALTER DATABASE \`shop\` CHARACTER SET = utf8mb4;\n${BARE}`,
      { charset: 'utf8mb4' },
    ],
    ['of ALTER DATABASE without a name', `ALTER DATABASE DEFAULT CHARACTER SET greek;\n${BARE}`, { charset: 'greek' }],
    [
      'of a collation alone, with its character set',
      `ALTER SCHEMA shop COLLATE latin2_general_ci;\n${BARE}`,
      { charset: 'latin2', collation: 'latin2_general_ci' },
    ],
    [
      'of the first CREATE DATABASE, where a second one says IF NOT EXISTS',
      `CREATE DATABASE shop CHARSET latin1;\n${BARE}CREATE DATABASE IF NOT EXISTS shop CHARSET latin2;\n`,
      { charset: 'latin1' },
    ],
    [
      'of the server, where it says DEFAULT',
      `ALTER DATABASE shop CHARACTER SET latin1;\nALTER DATABASE shop CHARACTER SET DEFAULT;\n${BARE}`,
      {},
    ],
    ['of the server, where it says something else', `ALTER DATABASE shop ENCRYPTION 'N';\n${BARE}`, {}],
  ])('is that %s', async (_, dump, expected) => {
    expect(await read(dump)).toEqual(expected);
  });

  it('stays for them, and the database keeps what it was changed to after them', async () => {
    expect(
      await read(`ALTER DATABASE shop CHARACTER SET latin1;\n${BARE}ALTER DATABASE shop CHARACTER SET latin2;\n${OWN}`),
    ).toEqual({ charset: 'latin1', left: { charset: 'latin2' } });
  });

  it('is one for all tables, or the dump is refused with the line of the table', async () => {
    const dump = `${BARE}ALTER DATABASE shop CHARACTER SET latin1;\nCREATE TABLE \`u\` (\`v\` varchar(9));\n`;
    await expect(indexText(dump)).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      details: { line: 3 },
      message: expect.stringContaining('name the character set in the table itself') as string,
    });
    expect(await read(`${BARE}ALTER DATABASE shop CHARACTER SET latin1;\n${OWN}`)).toEqual({
      left: { charset: 'latin1' },
    });
  });
});

it('a trigger that was made under another one is noted', async () => {
  const dump = (after: string) =>
    `${OWN}ALTER DATABASE \`shop\` CHARACTER SET latin1 COLLATE latin1_swedish_ci ;\n${TRIGGER}ALTER DATABASE \`shop\` CHARACTER SET ${after} ;\n`;
  expect(await read(dump('utf8mb4 COLLATE utf8mb4_general_ci'))).toEqual({
    charset: 'utf8mb4',
    collation: 'utf8mb4_general_ci',
    notes: [expect.stringMatching(/^trigger "tr" was made while its database had "latin1_swedish_ci"/) as string],
  });
  expect((await read(dump('latin1 COLLATE latin1_swedish_ci'))).notes).toBeUndefined();
});

it.each([
  ['another database', 'ALTER DATABASE other CHARACTER SET latin1;\n', 'names another database'],
  ['a switch of the database', 'ALTER DATABASE shop READ ONLY = 1;\n', 'it does not belong in a dump'],
  ['its upgrade', 'ALTER DATABASE shop UPGRADE DATA DIRECTORY NAME;\n', 'it does not belong in a dump'],
  ['what cannot be a character set', "ALTER DATABASE shop CHARACTER SET 'a b';\n", 'names an invalid character set'],
])('ALTER DATABASE of %s is refused', async (_, dump, message) => {
  await expect(indexText(dump)).rejects.toMatchObject({
    code: 'DUMP_STATEMENT_REFUSED',
    message: expect.stringContaining(message) as string,
  });
});

it('DELETE of a table that the dump has made and not filled is nothing', async () => {
  expect((await indexText(`${OWN}DELETE FROM \`o\`;\nINSERT INTO o VALUES ('x');\n`)).tables[0]?.rows).toBe(1);
  await expect(indexText(`${OWN}INSERT INTO o VALUES ('x');\nDELETE FROM o;\n`)).rejects.toMatchObject({
    details: { line: 3 },
  });
  await expect(indexText(`${OWN}DELETE FROM o WHERE v = 'x';\n`)).rejects.toMatchObject({
    code: 'DUMP_STATEMENT_REFUSED',
  });
});
