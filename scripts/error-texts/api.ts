import type { ErrorText } from './error-text.js';

export const API_ERRORS = {
  TOO_MANY_WATCHERS: {
    means: '1,000 streams of events are open in one server, or 250 of one key.',
    todo: 'Close some, or try again. Programs that only wait for the end ask `GET /api/v1/runs/{id}` now and then.',
  },
  TOO_MANY_EXPORTS: {
    means: 'One server streams `export.max_streams` exports already.',
    todo: 'Try again later, or have a file written: `POST /v1/exports`.',
  },
  REQUEST_INVALID: {
    means: "The command line, or the request's body or query, is wrong. The message names what.",
    todo: 'Correct it; `/docs` and `stevedore run --help` (and so for each command) say what there is.',
  },
  EXPORT_UNKNOWN: {
    means:
      'There is no such file under `/exports/`: it went by age or size (`export.keep`, `export.max_bytes`), is on another host, or never was.',
    todo: 'Export again.',
  },
  EXPORT_TOO_LONG: {
    means: 'An export took longer than `export.max_duration`.',
    todo: 'Use filters, have a file written (`POST /v1/exports`) instead of a stream to a slow client, or raise the limit.',
  },
  EXPORT_TOO_SLOW: {
    means: 'The client took fewer bytes a second than `export.min_rate` for a minute, so it was cut off.',
    todo: 'Have a file written (`POST /v1/exports`): it can be fetched in pieces.',
  },
  RANGE_INVALID: {
    means: 'The header `Range` asks for bytes that the file does not have.',
    todo: "Ask for the file's size first (`HEAD`).",
  },
  UPLOAD_UNKNOWN: {
    means: 'There is no such upload: it was discarded, was not used for a day, or is on the disk of another server.',
    todo: 'Upload the file again.',
  },
  UPLOAD_TOO_LARGE: {
    means: 'The upload has more bytes than `upload.max_bytes` allows.',
    todo: 'Split the file, or raise the limit.',
  },
  UPLOAD_INCOMPLETE: {
    means: 'The upload ended before its end, or nothing came for a minute. Nothing was kept.',
    todo: 'Send it again, with the same idempotency key.',
  },
  UPLOAD_REFUSED: {
    means: '`upload.scan_command` has refused the file.',
    todo: 'The message has its reason.',
  },
  UPLOAD_SCAN_FAILED: {
    means:
      '`upload.scan_command` cannot be started, was killed, or did not end within `upload.scan_timeout`. Nothing was kept.',
    todo: 'Look at the scanner on the host of the server, then send the file again.',
  },
  API_UNREACHABLE: {
    means: 'The command line cannot reach the API.',
    todo: 'Correct `--url` or `STEVEDORE_URL`, or start a server: `stevedore server`, or `stevedore dev` for everything.',
  },
  UNAUTHORIZED: {
    means: 'The API key is missing or wrong.',
    todo: 'Send `Authorization: Bearer KEY`; on the command line set `STEVEDORE_API_KEY`.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    means: 'The idempotency key came with another request in the last 24 hours.',
    todo: 'Send a new key with each new request.',
  },
  KEY_REVOKED: {
    means: 'The API key was revoked.',
    todo: 'Use another one; an admin makes it: `stevedore keys create NAME`.',
  },
  KEY_EXPIRED: {
    means: 'The API key has expired.',
    todo: 'Use another one; an admin makes it: `stevedore keys create NAME`.',
  },
  KEY_UNKNOWN: {
    means: 'There is no key of that id or name.',
    todo: '`stevedore keys list` shows them.',
  },
  KEY_NAME_TAKEN: {
    means: 'A key of that name is there.',
    todo: 'Choose another name, or revoke that key.',
  },
  KEY_ENDED: {
    means: 'A key that was revoked, has expired or was rotated already is not rotated.',
    todo: 'Create another one: `stevedore keys create NAME`.',
  },
  KEY_LIMIT_REACHED: {
    means: 'The key asked more than its `requests_per_minute` or `concurrent_requests`.',
    todo: 'Wait as long as `Retry-After` says, or use a key with a higher limit.',
  },
  ROLE_TOO_LOW: {
    means: 'The role of the key may not do this.',
    todo: 'Use the key of an operator or of an admin, as the message says.',
  },
  PIPELINE_FORBIDDEN: {
    means: 'The key is for other pipelines.',
    todo: 'Use a key that names this one, or one for all.',
  },
  FORBIDDEN: {
    means: 'Without a key the API serves its own machine only; or a web page of another origin asked.',
    todo: "Set `api.key`, or name the page's origin in `api.cors`.",
  },
  ROUTE_UNKNOWN: {
    means: 'There is nothing at this address.',
    todo: '`/docs` and `/openapi.json` have every route.',
  },
  METHOD_NOT_ALLOWED: {
    means: 'The address takes other methods. `Allow` names them.',
    todo: 'Use one of those.',
  },
} satisfies Record<string, ErrorText>;
