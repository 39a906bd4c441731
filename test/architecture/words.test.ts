import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => ending.test(file));

/** The glossary's words, each with the synonyms in its column "not used". */
const FORBIDDEN = [...read('docs/glossary.md').matchAll(/^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm)]
  .filter(([, word]) => word !== 'word')
  .flatMap(([, word = '', synonyms = '']) => synonyms.split(', ').map((synonym) => ({ word, synonym })));

/** Phrases that a reader of the pages has to decipher, with what to write. */
const RIDDLES: readonly { readonly phrase: RegExp; readonly better: string }[] = [
  { phrase: /\banew\b/i, better: 'again' },
  { phrase: /(?<!there )\b(?:is|are) none\b/i, better: 'is invalid, is missing, is not a …' },
  { phrase: /\bthat lacks?\b(?=[.,;]|$)/i, better: 'is missing' },
];

/** Where a forbidden word means something else. */
const ALLOWED: readonly { readonly synonym: string; readonly text: RegExp; readonly why: string }[] = [
  {
    synonym: 'snapshot',
    text: /run|workflow|memo|status|contracts|src\/(?:api|activities|store|database-sync|connectors\/temporal)\/|decisions|consistent/i,
    why: "the run's snapshot, or SQL's",
  },
  {
    synonym: 'import process',
    text: /Import process\b/,
    why: "seed 000's log lines",
  },
  { synonym: 'phase', text: /report-routes/, why: "the field `phases` of a run's report" },
  {
    synonym: 'destination',
    text: /database-sync|sync[ .]destinations|config\/|configuration/i,
    why: 'where a copy of a database goes, in the configuration and in messages',
  },
  { synonym: 'swap', text: /insertions, deletions/i, why: 'letters' },
  { synonym: 'aborted', text: /signal|ECONN|interrupted/, why: 'an AbortSignal' },
  { synonym: 'validation', text: /schema|zod|problem/i, why: 'a request against its schema' },
  { synonym: 'throttle', text: /heartbeats are throttled/, why: "Temporal's own term" },
];

/** The comments and texts of a source file, each with its line. */
const textsOf = (file: string): { readonly line: number; readonly text: string }[] => {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const { text } = source;
  const found = new Map<number, string>();
  const comments = (ranges: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end } of ranges ?? []) found.set(pos, text.slice(pos, end));
  };
  const visit = (node: ts.Node): void => {
    comments(ts.getLeadingCommentRanges(text, node.pos));
    comments(ts.getTrailingCommentRanges(text, node.end));
    // A text of several words; single ones are names, codes and keys.
    if ((ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) && node.text.trim().includes(' '))
      found.set(node.getStart(), node.text);
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found].flatMap(([at, part]) =>
    part.split('\n').map((line, index) => ({
      line: source.getLineAndCharacterOfPosition(at).line + 1 + index,
      text: line,
    })),
  );
};

const sources = [...filesIn('src', /\.ts$/), ...filesIn('console', /\.tsx?$/)].filter(
  (file) => !file.endsWith('.test.ts') && !/^console\/words\/(?:de|.*-de)\.ts$/.test(file),
);
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'temporal/README.md',
  'bench/README.md',
  ...filesIn('docs', /\.md$/),
  // Pages made from the sources have the words of the sources.
].filter((file) => file !== 'docs/glossary.md' && !file.startsWith('docs/reference/'));
const configurations = [...filesIn('config', /\.ya?ml$/), 'docker-compose.yml', '.env.example'];
interface Line {
  readonly place: string;
  readonly text: string;
}
const linesOf = (files: readonly string[], part: (line: string) => string): Line[] =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .map((text, at) => ({ place: `${file}:${at + 1}`, text: part(text) })),
  );
const ofPages = [...linesOf(pages, (line) => line), ...linesOf(configurations, (line) => /#.*$/.exec(line)?.[0] ?? '')];
const ofSources = sources.flatMap((file) =>
  textsOf(file).map(({ line, text }) => ({ place: `${file}:${line}`, text })),
);

const findings = (lines: readonly Line[], phrase: RegExp, isAllowed: (line: Line) => boolean = () => false) =>
  lines
    .filter((line) => phrase.test(line.text) && !isAllowed(line))
    .map(({ place, text }) => `${place} ${text.trim()}`);

describe('the texts of the product', () => {
  it('are found: the comments and messages of every room, the pages and the comments of the configuration', () => {
    expect(FORBIDDEN.length).toBeGreaterThan(30);
    expect(ofPages.length).toBeGreaterThan(1_000);
    expect(ofSources.length).toBeGreaterThan(4_000);
    expect(textsOf('src/connectors/sftp/plain-name.ts').map(({ text }) => text)).toContain(
      '/** Whether a name stays in its folder. */',
    );
  });

  it.each(FORBIDDEN)('say "$word" and never "$synonym"', ({ synonym }) => {
    const phrase = new RegExp(`\\b${synonym.replace(/y$/, '(?:y|ie)')}(?:s|es|d|ed)?\\b`, 'i');
    const allowed = ALLOWED.filter((one) => one.synonym === synonym);
    expect(
      findings([...ofPages, ...ofSources], phrase, ({ place, text }) =>
        allowed.some((one) => one.text.test(`${place} ${text}`)),
      ),
    ).toEqual([]);
  });

  it.each(RIDDLES)('are plain in the pages: "$better" instead of $phrase', ({ phrase }) => {
    expect(findings(ofPages, phrase)).toEqual([]);
  });
});
