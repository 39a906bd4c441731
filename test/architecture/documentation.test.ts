import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLineDoc } from '../../scripts/command-line-doc.js';
import { configurationDoc, configurationKeys } from '../../scripts/configuration-doc.js';
import { diagramSvg } from '../../scripts/diagram.js';
import { ERROR_TEXTS, errorDocs } from '../../scripts/error-doc.js';
import { httpApiDoc } from '../../scripts/http-api-doc.js';
import { ERROR_CODES } from '../../src/contracts/errors.js';
import { renderGrants, requiredGrants } from '../../src/contracts/dump-import/grants.js';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const accounts = {
  loader: { user: 'stevedore_loader' },
  publisher: { user: 'stevedore_publisher' },
  owner: { user: 'stevedore_owner' },
};
const grantsFor = (...databases: string[]) =>
  renderGrants(requiredGrants(databases), accounts).map((grant) => `${grant};`);
const grantsIn = (text: string) => text.split('\n').filter((line) => line.startsWith('GRANT '));

describe('docs/reference, by hand', () => {
  it('has the grants that the product checks for', () => {
    expect(grantsIn(read('docs/reference/grants.md'))).toEqual(grantsFor('mvdsb'));
  });
});

describe('docs/configuration.md', () => {
  it('is what scripts/write-configuration-doc.ts writes', () => {
    expect(read('docs/configuration.md')).toBe(configurationDoc());
  });

  it('says of every key what it means', () => {
    expect(configurationKeys().filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});

describe('docs/reference', () => {
  it('has every command, as scripts/write-command-line-doc.ts writes it', () => {
    expect(read('docs/reference/command-line.md')).toBe(commandLineDoc());
  });

  it('has a page for every error code and no other, as scripts/write-error-pages.ts writes them', () => {
    const pages = errorDocs();
    expect(readdirSync(join(root, 'docs', 'reference', 'errors')).sort()).toEqual(
      Object.keys(ERROR_CODES)
        .map((code) => `${code}.md`)
        .sort(),
    );
    expect([...pages].filter(([name, text]) => read(join('docs', 'reference', name)) !== text)).toEqual([]);
  });

  it('says of every error code what it means and what to do, in sentences', () => {
    const texts = Object.values(ERROR_TEXTS).flatMap(({ means, todo }) => [means, todo]);
    expect(texts.filter((text) => !/^[A-Z0-9`].*[.]$/.test(text))).toEqual([]);
  });

  it('has every route, as scripts/write-http-api-doc.ts writes it', async () => {
    expect(read('docs/reference/http-api.md')).toBe(await httpApiDoc());
  });
});

describe('the pages', () => {
  const markdownIn = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file));
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md', 'temporal/README.md'].concat(
    markdownIn('docs'),
    markdownIn('examples'),
  );
  /** As the pages of a repository make it of a heading. */
  const anchorsOf = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );

  it('link to files and headings that exist', () => {
    const links = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)\s]*)[^)]*\)/g)].map(([, link = '']) => ({ page, link })),
    );
    expect(links.length).toBeGreaterThan(300);
    const broken = links.filter(({ page, link }) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : join(dirname(page), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
    expect(broken.map(({ page, link }) => `${page}: ${link}`)).toEqual([]);
  });

  it('are all to be found from docs/README.md', () => {
    const reached = new Set<string>();
    const follow = (page: string): void => {
      if (reached.has(page)) return;
      reached.add(page);
      for (const [, link = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+\.md)[^)]*\)/g)) {
        const target = join(dirname(page), link);
        if (existsSync(join(root, target))) follow(target);
      }
    };
    follow('docs/README.md');
    const lost = markdownIn('docs').filter((page) => !reached.has(page) && !page.startsWith('docs/decisions/'));
    expect(lost).toEqual([]);
  });

  it('have pictures that are what scripts/write-diagrams.ts makes of their descriptions', () => {
    const folder = join(root, 'docs', 'images');
    const described = readdirSync(folder).filter((file) => file.endsWith('.txt'));
    expect(described.length).toBeGreaterThan(2);
    for (const file of described)
      expect(readFileSync(join(folder, file.replace(/txt$/, 'svg')), 'utf8')).toBe(
        diagramSvg(readFileSync(join(folder, file), 'utf8')),
      );
  });
});
