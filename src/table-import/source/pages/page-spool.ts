/**
 * The records of a web service on this host's disk: a file of one record a line, and a journal of one page a line.
 *
 * 1. A page is in the file, flushed, before it is in the journal. What is behind the last page of the journal is cut
 *    off when the spool is opened again: it goes on where the next page is asked.
 * 2. A spool that was made for something else, or asks from elsewhere, is begun anew.
 * 3. A try writes behind the pages that it knows. Where the journal has another size than this try left it with,
 *    another try has taken over, and this one ends.
 * 4. The checksum is of the file's bytes as they are on the disk.
 */
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { readChunks } from '../../../connectors/disk/read-chunks.js';
import { translateDiskError } from '../../../connectors/disk/disk-errors.js';
import { prepareWorkDirectory } from '../../../connectors/disk/work-files.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { PageState } from '../../../formats/json-pages/next-page.js';

/** How the pages ended: there were no more, or no more may be asked for. */
export type PagesEnd = 'end' | 'max-pages';

/** A page, as the journal has it. */
export interface JournalPage {
  readonly items: number;
  /** Of its records' texts. */
  readonly hash: string;
  /** Where the next page is asked. */
  readonly next: PageState | PagesEnd;
  /** The size of the file with it. */
  readonly bytes: number;
}

interface JournalHead {
  /** What the pages are of. */
  readonly identity: string;
  /** From where they are asked for. */
  readonly since?: string;
}

export class PageSpool {
  readonly path: string;
  readonly head: JournalHead;
  readonly pages: JournalPage[];
  /** Records so far. */
  items: number;
  private readonly journal: string;
  private readonly hash: Hash;
  /** The size of the journal, as this try left it. */
  private journalBytes: number;

  private constructor(directory: string, { head, pages, bytes }: Journal, hash: Hash) {
    this.path = spoolFile(directory);
    this.journal = journalFile(directory);
    this.head = head;
    this.pages = pages;
    this.items = pages.reduce((sum, { items }) => sum + items, 0);
    this.hash = hash;
    this.journalBytes = bytes;
  }

  /** Opens what an earlier try has left, cut to its last whole page, or begins. Throws DISK_FULL. */
  static async open(directory: string, head: JournalHead): Promise<PageSpool> {
    await prepareWorkDirectory(directory);
    const earlier = await readJournal(directory);
    const hash = createHash('sha256');
    const there = await stat(spoolFile(directory)).catch(() => undefined);
    const isWhole = there !== undefined && there.size >= (earlier?.pages.at(-1)?.bytes ?? 0);
    if (earlier?.head.identity !== head.identity || !isWhole) {
      const first = Buffer.from(`${JSON.stringify(head)}\n`);
      await write(spoolFile(directory), Buffer.alloc(0), 'anew');
      await write(journalFile(directory), first, 'anew');
      return new PageSpool(directory, { head, pages: [], bytes: first.length }, hash);
    }
    const { pages } = earlier;
    await truncate(spoolFile(directory), pages.at(-1)?.bytes ?? 0);
    await truncate(journalFile(directory), earlier.bytes);
    for await (const piece of readChunks(spoolFile(directory))) hash.update(piece);
    return new PageSpool(directory, earlier, hash);
  }

  get bytes(): number {
    return this.pages.at(-1)?.bytes ?? 0;
  }

  /** `sha256:…`. */
  get checksum(): string {
    return `sha256:${this.hash.copy().digest('hex')}`;
  }

  /**
   * Adds a page; its records are texts of JSON. Throws DISK_FULL, and INTERNAL, which is tried again, where another
   * try has taken over.
   */
  async add(records: readonly string[], page: Pick<JournalPage, 'hash' | 'next'>): Promise<void> {
    // Between values JSON may have line ends, within them it has none.
    const lines = Buffer.from(records.map((record) => `${record.replace(/[\r\n]+/g, ' ')}\n`).join(''));
    await this.assertOwn();
    if (lines.length > 0) await write(this.path, lines, this.bytes);
    const entry = { items: records.length, ...page, bytes: this.bytes + lines.length };
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    await this.assertOwn();
    await write(this.journal, line, this.journalBytes);
    this.journalBytes += line.length;
    this.hash.update(lines);
    this.pages.push(entry);
    this.items += records.length;
  }

  private async assertOwn(): Promise<void> {
    const there = await stat(this.journal).catch(() => undefined);
    if (there?.size === this.journalBytes) return;
    throw new StevedoreError('INTERNAL', 'Cannot store a page: another try has taken over, or the pages were removed');
  }
}

const spoolFile = (directory: string): string => join(directory, 'pages.ndjson');
const journalFile = (directory: string): string => join(directory, 'pages.journal');

/** Writes a file anew, or from a place in it. */
const write = async (path: string, data: Buffer, at: number | 'anew'): Promise<void> => {
  try {
    const file = await open(path, at === 'anew' ? 'w' : 'r+', 0o600);
    try {
      for (let written = 0; written < data.length; ) {
        const rest = data.subarray(written);
        written += (await file.write(rest, 0, rest.length, (at === 'anew' ? 0 : at) + written)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw translateDiskError('Cannot store a page', error, 'work_dir');
  }
};

interface Journal {
  readonly head: JournalHead;
  readonly pages: JournalPage[];
  /** Of what is whole. */
  readonly bytes: number;
}

/** What a journal says, up to its last whole line. */
export const readJournal = async (directory: string): Promise<Journal | undefined> => {
  const text = await readFile(journalFile(directory), 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [head, ...pages] = whole.split('\n').filter((line) => line !== '');
  if (head === undefined) return undefined;
  return {
    head: JSON.parse(head) as JournalHead,
    pages: pages.map((line) => JSON.parse(line) as JournalPage),
    bytes: Buffer.byteLength(whole),
  };
};
