import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadStrategy } from '../../src/contracts/dump-import/settings.js';
import type { ImportSite } from './import-shape.js';
import { startImportSite } from './import-shape.js';
import { PAIRWISE } from './pairwise.js';

const SHAPES = ['rental', 'music', 'staff'] as const;

/**
 * The tests of every shape of a database under every list of options, with tables of up to `size` rows, loaded by the
 * strategies that `strategies` returns for the list's index.
 */
export const describeShapes = (size: number, strategies: (list: number) => readonly LoadStrategy[]): void => {
  let site: ImportSite;
  const dumps = new Map<string, string>();

  beforeAll(async () => {
    site = await startImportSite(SHAPES);
    for (const shape of SHAPES) {
      await site.make(
        shape,
        `SET @size = ${size};\n${readFileSync(new URL(`shapes/${shape}.sql`, import.meta.url), 'utf8')}`,
      );
      for (const [list, options] of PAIRWISE.entries()) dumps.set(`${shape} ${list}`, await site.dump(shape, options));
    }
  });
  afterAll(() => site.stop());

  const cases = PAIRWISE.flatMap((options, list) =>
    strategies(list).map((strategy) => ({ options, list, strategy, shown: options.join(' ') || 'no options' })),
  );

  describe.each(SHAPES)('a database of the shape %s', (shape) => {
    it.each(cases)(
      "dumped with $shown and loaded by $strategy goes live as the vendor's client makes it",
      async ({ options, list, strategy }) => {
        const dump = dumps.get(`${shape} ${list}`) as string;
        const proof = await site.importOurWay(shape, dump, strategy);
        await site.loadByClient(shape, dump, options);
        expect(await site.differences(shape)).toEqual([]);
        const counted = proof.tables.flatMap(({ content }) => (content.kind === 'proved' ? [] : [content.reason]));
        // --compact does not say that a 0 is a 0.
        expect(
          counted.filter(
            (reason) => !(options.includes('--compact') && reason.includes('values that the server generates')),
          ),
        ).toEqual([]);
      },
    );
  });

  it.each(cases.filter(({ options }) => options.includes('--compact')))(
    'a dump with $shown lacks its last line, and is refused unless the configuration allows that',
    async ({ list }) => {
      await expect(
        site.index('music', dumps.get(`music ${list}`) as string, { requireTrailer: true }),
      ).rejects.toMatchObject({ code: 'DUMP_TRUNCATED' });
    },
  );
};
