import type { ErrorText } from './error-text.js';

export const SERVICES_ERRORS = {
  HTTP_UNREACHABLE: {
    means: 'A web service does not answer.',
    todo: 'Check its address and the network. It is tried again.',
  },
  HTTP_FAILED: {
    means: 'A web service answered with an error of its own (5xx), or with bytes that cannot be decompressed.',
    todo: "Nothing: it is tried again. If it comes again, ask the service's owner.",
  },
  HTTP_TIMEOUT: {
    means:
      'A web service did not answer in time: 10 s to connect, 30 s to its headers, 60 s without a byte, 10 minutes in all.',
    todo: 'Nothing: it is tried again. If it comes again, ask for smaller pages (`limit`).',
  },
  HTTP_RATE_LIMITED: {
    means: 'A web service wants fewer requests (429, or 503 with `Retry-After`).',
    todo: 'Nothing: what it asks to wait is waited. If it comes again, start the pipeline less often, or ask for a higher limit.',
  },
  HTTP_WAIT_TOO_LONG: {
    means: "A web service asks to wait for longer than the source's `max_wait`.",
    todo: 'Nothing: a later attempt asks again. Raise `max_wait` if such waits are usual.',
  },
  HTTP_AUTH_FAILED: {
    means: 'A web service refuses the credentials of the connection.',
    todo: 'Correct `auth` of the connection; `stevedore connections test NAME` tries it.',
  },
  HTTP_REFUSED: {
    means: 'A web service refuses the request (404, 400 and the like).',
    todo: 'Check path and parameters of the source.',
  },
  HTTP_ADDRESS_FORBIDDEN: {
    means: 'The host, or an address that it resolves to, is not public.',
    todo: 'If it is meant, add it to `network.allow`. If a user gave the address, somebody may be trying to reach your network.',
  },
  HTTP_REDIRECT_REFUSED: {
    means: 'The service redirects more than five times, or to where it must not be followed.',
    todo: 'Name the last address in the configuration.',
  },
  HTTP_TOO_LARGE: {
    means: 'An answer has more bytes than it may have, after decompression.',
    todo: 'Ask for smaller pages (`limit`), or raise `max_page_bytes` or `max_bytes`.',
  },
  PAGES_INVALID: {
    means:
      "A page is not JSON (also when it was asked for again), or has nothing at the source's `data_path`. The same goes for a file of JSON.",
    todo: 'Look at what the service answers, and correct `data_path`.',
  },
  PAGES_REPEATED: {
    means: 'A cursor, a link or a page came again: the service does not advance.',
    todo: 'Check the `pagination` of the source: type, names of parameters, `cursor_path`.',
  },
  PAGES_LINK_REFUSED: {
    means: "The next page is on a host that is neither the connection's nor among the source's `hosts`.",
    todo: 'If it is meant, add the host to `hosts`. Credentials are not sent there.',
  },
  CALLBACK_FAILED: {
    means:
      'The receiver of a callback answered with something else than success. It was called three times, and the run has a warning.',
    todo: "Look at the receiver's log. The run itself is not affected; its state can be asked for.",
  },
  CALLBACK_REFUSED: {
    means:
      'The receiver of a callback or a notification answered 410: it wants no more. The run has a warning, the notification is given up.',
    todo: 'Take `callback_url`, or the receiver in `notifications`, out, or correct it.',
  },
  RECEIVER_UNKNOWN: {
    means: '`notifications` of the configuration has no receiver of this name.',
    todo: 'Correct the name; or add the receiver, restart worker and server, and send the notification again: `stevedore notifications resend ID`.',
  },
  NOTIFICATION_UNKNOWN: {
    means: 'There is no notification of this id: it is older than `retention.days`, or never was.',
    todo: '`stevedore notifications list` shows those that are kept.',
  },
  NOTIFICATION_UNDER_WAY: {
    means: 'The notification is tried still, and is not sent twice at a time.',
    todo: 'Wait until it is delivered or given up; `stevedore notifications list` says when it was tried last.',
  },
} satisfies Record<string, ErrorText>;
