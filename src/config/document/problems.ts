import { StevedoreError } from '../../contracts/errors.js';

export type Path = readonly (string | number)[];

/** The place of a problem in the file; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Problem {
  readonly text: string;
  readonly position: Position | undefined;
}

/** Collects everything that is wrong with one configuration file, to report it at once. */
export class Problems {
  readonly #fileName: string;
  readonly #positionOf: (path: Path, onKey: boolean) => Position | undefined;
  readonly #sourceOf: (path: Path) => string | undefined;
  readonly #found: Problem[] = [];

  constructor(
    fileName: string,
    positionOf: (path: Path, onKey: boolean) => Position | undefined,
    sourceOf: (path: Path) => string | undefined = () => undefined,
  ) {
    this.#fileName = fileName;
    this.#positionOf = positionOf;
    this.#sourceOf = sourceOf;
  }

  /** Adds a problem of the value at this path; `state` follows the path, for example `must be true or false`. */
  add(path: Path, state: string, { onKey = false }: { onKey?: boolean } = {}): void {
    const variable = this.#sourceOf(path);
    const name = path.length === 0 ? 'the file' : formatPath(path);
    if (variable === undefined) this.addAt(this.#positionOf(path, onKey), `${name} ${state}`);
    else this.addAt(undefined, `${name} (from the environment variable ${variable}) ${state}`);
  }

  addAt(position: Position | undefined, text: string): void {
    if (!this.#found.some((problem) => problem.text === text)) this.#found.push({ text, position });
  }

  /** What was found, in the order in which it was. */
  texts(): readonly string[] {
    return this.#found.map(({ text }) => text);
  }

  /** Throws CONFIG_INVALID that lists every problem, one per line, in the file's order. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const sorted = this.#found.toSorted(
      (a, b) =>
        (a.position?.line ?? Infinity) - (b.position?.line ?? Infinity) ||
        (a.position?.column ?? 0) - (b.position?.column ?? 0),
    );
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
    const lines = sorted.map(({ text, position }) =>
      position === undefined
        ? `  ${this.#fileName}: ${text}`
        : `  ${this.#fileName}:${position.line}:${position.column}: ${text}`,
    );
    const first = sorted[0]?.position;
    throw new StevedoreError(
      'CONFIG_INVALID',
      [`Cannot use the configuration "${this.#fileName}": ${count}`, ...lines].join('\n'),
      {
        details: {
          file: this.#fileName,
          problems: sorted.length,
          ...(first === undefined ? {} : { line: first.line, column: first.column }),
        },
      },
    );
  }
}

/** `import.scp.file_patterns[0]`. */
export const formatPath = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
