import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { httpApiDoc } from '../../scripts/http-api-doc.js';
import { readSettings } from '../../src/config/read-settings.js';
import { commandProblem } from '../support/check-command.js';
import type { Block } from '../support/portal-config.js';
import { overlay } from '../support/portal-config.js';
import { settingsReader } from '../support/settings-reader.js';
import { sshKeyPair } from '../support/ssh-key-pair.js';
import { shellCommands } from '../support/shell-commands.js';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));
const pages = ['README.md', 'CONTRIBUTING.md', 'bench/README.md', 'temporal/README.md'].concat(
  markdownIn('docs'),
  markdownIn('examples'),
);

interface Snippet {
  /** Page and line. */
  readonly place: string;
  readonly text: string;
}

const blocksOf = (language: string): Snippet[] =>
  pages.flatMap((page) => {
    const text = read(page);
    return [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map((match) => ({
      place: `${page}:${text.slice(0, match.index).split('\n').length}`,
      text: (match[2] ?? '').replaceAll(new RegExp(`^${match[1]}`, 'gm'), ''),
    }));
  });

const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
const problemOf = (command: readonly string[], routes: ReadonlySet<string>): string | undefined => {
  const [name = '', first = '', second = '', third = ''] = command;
  const rest = command.slice(1);
  if (name === 'stevedore') return commandProblem(rest);
  if (name === 'node' && first === 'dist/cli.js') return commandProblem(rest.slice(1));
  if (name === 'npm' && first === 'run') return scripts[second] === undefined ? `no script "${second}"` : undefined;
  if (name === 'npx' && first === 'tsx') return missing(second);
  if (name === 'npx' && first === 'vitest') return missing(command.at(-1) ?? '');
  if (name === 'sh' || name === 'node') return first.startsWith('-') ? undefined : missing(first);
  if (name === 'curl') return routeProblem(command, routes);
  if (name === 'npm' && first === 'run' && second === 'bench') return third === '--' ? undefined : 'no name of a bench';
  return undefined;
};
const missing = (file: string): string | undefined => (existsSync(join(root, file)) ? undefined : `no file "${file}"`);

/** `METHOD /path` of a request to the product. */
const routeProblem = (command: readonly string[], routes: ReadonlySet<string>): string | undefined => {
  const path = command
    .map((word) => /^https?:\/\/(?:127\.0\.0\.1|localhost):8080(\/[^?]*)/.exec(word)?.[1])
    .find(Boolean);
  if (path === undefined) return undefined;
  const asked = command.indexOf('-X');
  const sends = command.some((word) => ['-d', '-F', '--data', '--json'].includes(word));
  const method = asked === -1 ? (sends ? 'POST' : 'GET') : (command[asked + 1] ?? '');
  const found = [...routes].some((route) => {
    const [verb, pattern = ''] = route.split(' ');
    return verb === method && new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
  });
  return found ? undefined : `no route ${method} ${path}`;
};

describe('the commands of the pages', () => {
  const blocks = blocksOf('sh');

  it('are those of a shell', () => {
    const wrong = blocks.filter(({ text }) => {
      try {
        execFileSync('bash', ['-n'], { input: text, stdio: 'pipe' });
        return false;
      } catch {
        return true;
      }
    });
    expect(wrong.map(({ place }) => place)).toEqual([]);
  });

  it('name commands, options, scripts, files and routes that there are', async () => {
    const routes = new Set(
      [...(await httpApiDoc()).matchAll(/^\| `([A-Z]+ \/\S*)` \|/gm)].map(([, route = '']) => route),
    );
    expect(routes.size).toBeGreaterThan(50);
    const commands = blocks.flatMap(({ place, text }) => shellCommands(text).map((command) => ({ place, command })));
    expect(commands.filter(({ command: [name] }) => name === 'stevedore').length).toBeGreaterThan(40);
    expect(
      commands.flatMap(({ place, command }) => {
        const problem = problemOf(command, routes);
        return problem === undefined ? [] : [`${place} ${command.join(' ')}: ${problem}`];
      }),
    ).toEqual([]);
  });

  it('that stand in sentences do so too', () => {
    const mentions = pages
      .filter((page) => !page.endsWith('command-line.md'))
      .flatMap((page) =>
        read(page)
          .split('\n')
          .flatMap((line, at) =>
            [...line.matchAll(/`stevedore ([^`]+)`/g)].map(([, text = '']) => ({ place: `${page}:${at + 1}`, text })),
          ),
      );
    expect(mentions.length).toBeGreaterThan(100);
    expect(
      mentions.flatMap(({ place, text }) => {
        // `[--to N]` may be left out, `list|show` are several commands, `…` is the rest.
        const words = text
          .replaceAll(/[[\]…]/g, ' ')
          .trim()
          .split(/\s+/);
        const several = words.findIndex((word) => /^[a-z]+(?:\|[a-z]+)+$/.test(word));
        const forms =
          several === -1 ? [words] : (words[several] ?? '').split('|').map((one) => words.with(several, one));
        return forms.flatMap((form) => {
          const problem = commandProblem(form, { mention: true });
          return problem === undefined ? [] : [`${place} ${text}: ${problem}`];
        });
      }),
    ).toEqual([]);
  });

  it('of a tutorial are each run by the test of its name', () => {
    const tutorials = readdirSync(join(root, 'docs', 'tutorials')).map((name) => name.replace(/\.md$/, ''));
    expect(readdirSync(join(root, 'test', 'tutorials')).sort()).toEqual(
      tutorials.map((name) => `${name}.test.ts`).sort(),
    );
    for (const name of tutorials)
      expect(read(`test/tutorials/${name}.test.ts`)).toContain(`tutorialScript('docs/tutorials/${name}.md'`);
  });

  it('are recognised when they are wrong', () => {
    expect(
      shellCommands('A=1 stevedore run "x y" > out && npm run no # rest\ncat <<END\nstevedore none\nEND\n'),
    ).toEqual([['stevedore', 'run', 'x y'], ['npm', 'run', 'no'], ['cat']]);
    expect(commandProblem(['run', 'x', '--no-such'])).toMatch(/no option/);
    expect(commandProblem(['keys', 'x'])).toMatch(/no command/);
    expect(commandProblem(['run'])).toMatch(/needs 1/);
    expect(commandProblem(['export', '--format', 'csv', 'a', 'b'])).toMatch(/takes 1/);
    expect(problemOf(['curl', 'http://127.0.0.1:8080/nowhere'], new Set(['GET /jobs']))).toMatch(/no route/);
  });
});

describe('the configurations of the pages', () => {
  const { load } = settingsReader({ '/srv/app/keys/id_ed25519': sshKeyPair('ed25519').private });
  /** What a part of a configuration refers to. */
  const around: Block = {
    mysql: { host: '127.0.0.1', user: 'u', password: 'p' },
    connections: {
      main: { kind: 'postgres', url: 'postgres://app:x@127.0.0.1:5432/app' },
      catalog: { kind: 'mysql', url: 'mysql://app:x@127.0.0.1:3306/catalog' },
    },
    import: {
      scp: { host: 'h', username: 'u', password: 'p', file_patterns: ['mvdsb_*.zip'] },
      database: { target_databases: [{ name: 'mvdsb', file_pattern: 'mvdsb_*' }] },
    },
    resources: {
      articles: { connection: 'main', key: 'id', columns: { id: {}, status: {}, created_at: { type: 'timestamp' } } },
    },
  };
  // A block that begins with the name of another file is a part of that file.
  const blocks = blocksOf('ya?ml').filter(({ text }) => !/^# \S+\.ya?ml\n/.test(text));

  it.each(blocks.map((block): [string, Snippet] => [block.place, block]))('%s is accepted', (_place, { text }) => {
    const part = parse(text.replaceAll('SHA256:…', `SHA256:${'A'.repeat(43)}`)) as Block;
    const variables = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']): [string, string] => [name, 'value']);
    expect(load(stringify(overlay(around, part)), Object.fromEntries(variables)).pipelines.length).toBeGreaterThan(0);
  });

  it('are refused when they are wrong', () => {
    expect(() => load(stringify(overlay(around, { import: { no_such_key: 1 } })))).toThrow(/no_such_key/);
  });

  it('of the examples are accepted', () => {
    const files = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('stevedore.yaml'),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const text = read(join('examples', file));
      const variables = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']): [string, string] => [
        name,
        name === 'DATABASE_URL'
          ? `${text.includes('kind: mysql') ? 'mysql' : 'postgres'}://app:x@127.0.0.1:5432/app`
          : (VALUES[name] ?? 'value'),
      ]);
      expect(() => readSettings(join(root, 'examples', file), Object.fromEntries(variables)), file).not.toThrow();
    }
  });
});

const VALUES: Readonly<Record<string, string>> = {
  API_PORT: '8080',
  DATABASE_KIND: 'postgres',
  STEVEDORE_SECRET_KEY: Buffer.alloc(32).toString('base64'),
  STORE_URL: 'postgres://app:x@127.0.0.1:5432/store',
};
