import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Redactor } from './redact.js';

/**
 * Hands spans on with every text of theirs redacted: names, attributes, messages of their end, and exceptions that were
 * recorded, with their stacks. So whatever the libraries record has no secret, as no line of the log has one.
 */
export const redactSpans = (next: SpanProcessor, redact: Redactor): SpanProcessor => ({
  onStart: (span, parent) => next.onStart(span, parent),
  onEnd: (span) => next.onEnd(redacted(span, redact)),
  forceFlush: () => next.forceFlush(),
  shutdown: () => next.shutdown(),
});

/** The span itself stays as it is for whoever holds it. */
const redacted = (span: ReadableSpan, redact: Redactor): ReadableSpan =>
  Object.create(span, {
    name: { value: redact(span.name), enumerable: true },
    attributes: { value: redactedAttributes(span.attributes, redact), enumerable: true },
    status: { value: redactedStatus(span.status, redact), enumerable: true },
    events: {
      value: span.events.map(({ name, attributes, ...event }) => ({
        ...event,
        name: redact(name),
        ...(attributes === undefined ? {} : { attributes: redactedAttributes(attributes, redact) }),
      })),
      enumerable: true,
    },
    links: {
      value: span.links.map(({ attributes, ...link }) => ({
        ...link,
        ...(attributes === undefined ? {} : { attributes: redactedAttributes(attributes, redact) }),
      })),
      enumerable: true,
    },
  }) as ReadableSpan;

const redactedStatus = ({ code, message }: ReadableSpan['status'], redact: Redactor): ReadableSpan['status'] => ({
  code,
  ...(message === undefined ? {} : { message: redact(message) }),
});

const redactedAttributes = (attributes: Attributes, redact: Redactor): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      typeof value === 'string'
        ? redact(value)
        : Array.isArray(value)
          ? (value.map((one) => (typeof one === 'string' ? redact(one) : one)) as string[])
          : value,
    ]),
  );
