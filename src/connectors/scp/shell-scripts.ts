import { shellQuote } from './shell-quote.js';

/**
 * Scripts for a POSIX shell (dash, bash, ksh, BusyBox). Each begins its answer with a random line, which separates it
 * from the output of login scripts. No command line holds a name that another shell would read: a script is passed to
 * `/bin/sh` on its input.
 */

/** Exit codes that the scripts use. */
export const EXIT = { noFolder: 91, noStat: 92, noFile: 93, notAllowed: 94 } as const;

/**
 * Prints each regular file of a folder, or the named one, as `size seconds name`, each ended by a zero byte; then the
 * marker again.
 */
export const listScript = (marker: string, directory: string, filename?: string): string =>
  [
    ...enter(marker, directory),
    'if stat -L -c %s . >/dev/null 2>&1; then facts() { stat -L -c "%s %Y" -- "$1"; }',
    'elif stat -L -f %z . >/dev/null 2>&1; then facts() { stat -L -f "%z %m" -- "$1"; }',
    `else exit ${EXIT.noStat}; fi`,
    `for f in ${filename === undefined ? '* .[!.]* ..?*' : shellQuote(filename)}; do`,
    '  [ -f "./$f" ] || continue',
    '  known=$(facts "./$f") && printf "%s %s\\000" "$known" "$f"',
    'done',
    `printf "%s\\n" ${marker}`,
    '',
  ].join('\n');

/** Prints the bytes of a file from a position on. */
export const readScript = (marker: string, directory: string, filename: string, start: number): string =>
  [
    ...enter(marker, directory),
    `f=./${shellQuote(filename)}`,
    `[ -f "$f" ] || exit ${EXIT.noFile}`,
    `[ -r "$f" ] || exit ${EXIT.notAllowed}`,
    start === 0 ? 'exec cat "$f"' : `exec tail -c +${start + 1} "$f"`,
    '',
  ].join('\n');

/** A folder that may be entered but not read would look empty. */
const enter = (marker: string, directory: string): string[] => [
  'LC_ALL=C; export LC_ALL; unset CDPATH; set +f',
  `printf "%s\\n" ${marker}`,
  `cd ${shellQuote(directory.startsWith('/') ? directory : `./${directory}`)} 2>/dev/null || { [ -d ${shellQuote(directory.startsWith('/') ? directory : `./${directory}`)} ] && exit ${EXIT.notAllowed}; exit ${EXIT.noFolder}; }`,
  `[ -r . ] || exit ${EXIT.notAllowed}`,
];
