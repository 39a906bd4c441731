import type { RowEncoder } from '../../connectors/mysql/select-out.js';
import { ByteWriter } from './byte-writer.js';
import { PacketRow } from './packet-row.js';
import type { ValueForm } from './value-form.js';
import { floatText } from './value-form.js';

const [LF, QUOTE, BACKSLASH, OPEN, CLOSE] = [10, 34, 92, 123, 125];
const [ZERO, ONE, SMALL_N, LETTER_T, LETTER_Z] = [48, 49, 110, 84, 90];

/** What JSON has short forms for; the other control characters are `\u00…`. */
const SHORT: Readonly<Record<number, number>> = { 8: 98, 9: 116, 10: 110, 12: 102, 13: 114, 34: 34, 92: 92 };

/** Writes rows as JSON, an object a line, with the spelling of PostgreSQL's `row_to_json`. */
export class NdjsonEncoder implements RowEncoder {
  rows = 0;
  private readonly out = new ByteWriter();
  private readonly row = new PacketRow();
  private readonly forms: readonly ValueForm[];
  /** `{"id":`, and `,"name":` of the others. */
  private readonly heads: readonly Buffer[];

  constructor(columns: readonly { readonly name: string; readonly form: ValueForm }[]) {
    this.forms = columns.map(({ form }) => form);
    this.heads = columns.map(({ name }, at) => Buffer.from(`${at === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  }

  get waiting(): number {
    return this.out.at;
  }

  take(): Buffer {
    return this.out.take();
  }

  add(packet: Buffer, from: number): void {
    const { out, row, forms, heads } = this;
    row.begin(packet, from);
    for (let at = 0; at < forms.length; at++) {
      const head = heads[at] as Buffer;
      out.putBytes(head, 0, head.length);
      if (row.next()) this.write(forms[at] as ValueForm, packet);
      else out.putText('null');
    }
    if (forms.length === 0) out.put(OPEN);
    out.put(CLOSE);
    out.put(LF);
    this.rows++;
  }

  private write(form: ValueForm, packet: Buffer): void {
    const { out } = this;
    const { from, to } = this.row;
    switch (form) {
      case 'text':
        return this.text(packet, from, to);
      case 'number':
        return this.number(packet, from, to);
      case 'float':
        return out.putText(floatText(packet.toString('latin1', from, to)));
      case 'boolean':
        return this.boolean(packet, from, to);
      case 'binary':
        return out.putText(`"base64:${packet.toString('base64', from, to)}"`);
      case 'json':
        // A text and null would be taken for the text and the NULL of a column.
        if (packet[from] === QUOTE || packet[from] === SMALL_N) return this.text(packet, from, to);
        return out.putBytes(packet, from, to);
      default:
        return this.quoted(form, packet, from, to);
    }
  }

  /** What needs no escape. */
  private quoted(form: ValueForm, packet: Buffer, from: number, to: number): void {
    const { out } = this;
    out.put(QUOTE);
    const begin = out.at;
    out.putBytes(packet, from, to);
    const isTime = form === 'datetime' || form === 'instant';
    if (isTime && to - from > 10) out.bytes[begin + 10] = LETTER_T;
    if (form === 'instant') out.put(LETTER_Z);
    out.put(QUOTE);
  }

  /** `007` and a year of `0000` are no numbers of JSON. */
  private number(packet: Buffer, from: number, to: number): void {
    const second = packet[from + 1] ?? 0;
    const isPadded = to - from > 1 && packet[from] === ZERO && second >= ZERO && second <= ZERO + 9;
    if (isPadded) return this.quoted('plain', packet, from, to);
    return this.out.putBytes(packet, from, to);
  }

  private boolean(packet: Buffer, from: number, to: number): void {
    const digit = to - from === 1 ? packet[from] : undefined;
    if (digit === ONE) this.out.putText('true');
    else if (digit === ZERO) this.out.putText('false');
    else this.number(packet, from, to);
  }

  private text(packet: Buffer, from: number, to: number): void {
    const { out } = this;
    out.reserve(6 * (to - from) + 2);
    const { bytes } = out;
    let at = out.at;
    bytes[at++] = QUOTE;
    for (let next = from; next < to; next++) {
      const byte = packet[next] as number;
      if (byte >= 32 && byte !== QUOTE && byte !== BACKSLASH) {
        bytes[at++] = byte;
        continue;
      }
      const short = SHORT[byte];
      if (short === undefined) {
        at += bytes.write(`\\u00${byte.toString(16).padStart(2, '0')}`, at, 'latin1');
      } else {
        bytes[at++] = BACKSLASH;
        bytes[at++] = short;
      }
    }
    bytes[at++] = QUOTE;
    out.at = at;
  }
}
