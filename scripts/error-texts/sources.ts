import type { ErrorText } from './error-text.js';

export const SOURCES_ERRORS = {
  SFTP_UNREACHABLE: {
    means: 'No connection to the SFTP server.',
    todo: 'Check `host` and `port`, the firewall between, and whether the server is up. `stevedore check` tries it from here.',
  },
  SFTP_TIMEOUT: {
    means: 'The SFTP server sent no byte for `timeout`.',
    todo: 'If it happens again, look at the server and the network between; on a slow one, raise `timeout`.',
  },
  SFTP_CONNECTION_LOST: {
    means: 'The connection to the SFTP server broke.',
    todo: 'Nothing: the download goes on where it was. If it breaks every night, look at what ends long connections between the two (a firewall, a NAT).',
  },
  SFTP_FAILED: {
    means: 'The SFTP server answered with an error that has no code of its own.',
    todo: "The message has the server's words; its log says more.",
  },
  SFTP_AUTH_FAILED: {
    means: 'The SFTP server refuses user name, password or key.',
    todo: "Correct `username`, and `password` or `private_key` with its `passphrase`. A key's public half has to be among the account's authorized keys.",
  },
  SFTP_HOST_KEY_MISMATCH: {
    means: 'The SFTP server shows another key than `host_key` says: it was set up again, or something stands between.',
    todo: "Ask the server's owner for its fingerprint before you change `host_key`. Do not take over the one in the message unseen.",
  },
  SFTP_HOST_KEY_UNKNOWN: {
    means: 'No `host_key` is configured, so the server cannot be told from another one.',
    todo: "Compare the fingerprint in the message with what the server's owner tells you (`ssh-keygen -lf`), and put it into `host_key`.",
  },
  SFTP_PERMISSION_DENIED: {
    means: 'The account may not read the folder or the file.',
    todo: "Let the server's owner give the account the right to list the folder and to read the files in it.",
  },
  SFTP_PATH_NOT_FOUND: {
    means: 'The folder is not on the server.',
    todo: 'Correct `remote_path` (of dumps) or `path` (of tables). What an account sees as `/` may be a folder of its own.',
  },
  SFTP_PROTOCOL_UNSUPPORTED: {
    means:
      'The server has no SFTP and runs no commands either, or `protocol` allows only one of them; or it never tells the size or the time of a file.',
    todo: "Set `protocol: auto`, or let the server's owner switch on SFTP. The message names the file and what is missing.",
  },
  ARCHIVE_MISSING: {
    means: 'A database has no archive in the folder that matches its `file_pattern`.',
    todo: 'See whether the exporting system has written one, and whether `file_patterns` and `file_pattern` match its name. The run looks again with its next attempt.',
  },
  ARCHIVE_STILL_UPLOADING: {
    means: 'Size or time of an archive changed between two listings: it is still being written.',
    todo: 'Nothing: the next attempt looks again. If exports take long, start later, or let the exporting system rename the file when it is complete.',
  },
  ARCHIVE_CHANGED: {
    means: 'The archive was replaced while it was downloaded.',
    todo: 'Nothing: the next attempt takes the new one. If it happens every night, start later.',
  },
  ARCHIVE_CLAIMED_TWICE: {
    means: 'One archive matches the patterns of two databases.',
    todo: 'Make `file_pattern` narrower, so that each archive belongs to one database.',
  },
  ARCHIVE_CORRUPT: {
    means: 'The archive is cut off or damaged, and was so again after a second download.',
    todo: 'Export it again, or upload it again. `7z t FILE` on the server says the same.',
  },
  ARCHIVE_WRONG_PASSWORD: {
    means: 'The password does not open the archive.',
    todo: "Correct `zip.password`, or the database's entry in `zip.passwords`.",
  },
  ARCHIVE_UNSUPPORTED: {
    means:
      'It is another kind of file (7z, tar, XML …; the message names it), a split archive, another encryption or compression, or it has several dumps.',
    todo: 'Export a `.zip` (with AES or the old encryption, or without a password), `.sql.gz` or `.sql` with one dump in it.',
  },
  ARCHIVE_LIMIT_EXCEEDED: {
    means: 'The archive has more files, more bytes or a higher ratio than `zip.limits` allow.',
    todo: 'Raise the limit that the message names, if you trust the source; archives that swell without end are a known attack.',
  },
  ARCHIVE_WITHOUT_DUMP: {
    means: 'No file in the archive is named `.sql`, and none is a dump by its content.',
    todo: 'Look into the archive (`7z l FILE`) and at what the exporting system writes.',
  },
  ARCHIVE_TIMEOUT: {
    means: 'Reserved: unpacking took too long. Today that is a `TIMEOUT` of the step.',
    todo: 'Raise `zip.extract_timeout`.',
  },
  DISK_TOO_SMALL: {
    means:
      'The disk has less free space below `storage.temp_dir` or `upload.directory` than the next file needs. The message says how much.',
    todo: 'Free the space, or move the folder to a larger disk. The next attempt looks again.',
  },
  DISK_FULL: {
    means: 'The disk filled up while a file was written.',
    todo: 'Free space below the folder that the message names. The next attempt begins again.',
  },
  WORK_FILE_MISSING: {
    means: 'Somebody removed the work files of a run while it was open.',
    todo: 'Nothing: the next attempt begins again. Keep clean-up jobs out of `storage.temp_dir`.',
  },
} satisfies Record<string, ErrorText>;
