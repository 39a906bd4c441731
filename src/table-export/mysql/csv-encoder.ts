import type { RowEncoder } from '../../connectors/mysql/select-out.js';
import { ByteWriter } from './byte-writer.js';
import { PacketRow } from './packet-row.js';
import type { ValueForm } from './value-form.js';
import { floatText } from './value-form.js';

const [LF, CR, QUOTE, COMMA, BACKSLASH, POINT, APOSTROPHE] = [10, 13, 34, 44, 92, 46, 39];

/** Characters that a spreadsheet takes for the beginning of a formula: `=`, `+`, `-`, `@`, tab, carriage return. */
const OF_FORMULAS = new Set([61, 43, 45, 64, 9, 13]);

/** Writes rows as CSV, byte for byte as PostgreSQL's COPY does, but for the line ends: RFC 4180, nothing for NULL. */
export class CsvEncoder implements RowEncoder {
  rows = 0;
  private readonly out = new ByteWriter();
  private readonly row = new PacketRow();
  private readonly forms: readonly ValueForm[];
  private readonly isSafe: boolean;

  constructor(forms: readonly ValueForm[], { isSafe }: { readonly isSafe: boolean }) {
    this.forms = forms;
    this.isSafe = isSafe;
  }

  get waiting(): number {
    return this.out.at;
  }

  take(): Buffer {
    return this.out.take();
  }

  add(packet: Buffer, from: number): void {
    const { out, row, forms } = this;
    row.begin(packet, from);
    for (let at = 0; at < forms.length; at++) {
      if (at > 0) out.put(COMMA);
      if (row.next()) this.write(forms[at] as ValueForm, packet);
    }
    out.put(CR);
    out.put(LF);
    this.rows++;
  }

  private write(form: ValueForm, packet: Buffer): void {
    const { out, row } = this;
    const { from, to } = row;
    switch (form) {
      case 'text':
      case 'json':
        return this.text(packet, from, to);
      case 'boolean':
        return this.boolean(packet, from, to);
      case 'float':
        return out.putText(floatText(packet.toString('latin1', from, to)));
      case 'binary':
        return out.putText(`\\x${packet.toString('hex', from, to)}`);
      case 'instant':
        out.putBytes(packet, from, to);
        // As PostgreSQL writes UTC.
        return out.putText('+00');
      default:
        return out.putBytes(packet, from, to);
    }
  }

  private boolean(packet: Buffer, from: number, to: number): void {
    const digit = to - from === 1 ? packet[from] : undefined;
    if (digit === 49) this.out.putText('true');
    else if (digit === 48) this.out.putText('false');
    else this.out.putBytes(packet, from, to);
  }

  private text(packet: Buffer, from: number, to: number): void {
    const { out } = this;
    const defused = this.isSafe && OF_FORMULAS.has(packet[from] as number);
    out.reserve(2 * (to - from) + 3);
    const { bytes } = out;
    const begin = out.at;
    if (from === to || needsQuotes(packet, from, to) || this.isEndOfData(packet, from, to)) {
      let at = begin;
      bytes[at++] = QUOTE;
      if (defused) bytes[at++] = APOSTROPHE;
      for (let next = from; next < to; next++) {
        const byte = packet[next] as number;
        bytes[at++] = byte;
        if (byte === QUOTE) bytes[at++] = QUOTE;
      }
      bytes[at++] = QUOTE;
      out.at = at;
      return;
    }
    if (defused) out.put(APOSTROPHE);
    out.putBytes(packet, from, to);
  }

  /** A line of these two characters alone would end the data for PostgreSQL. */
  private isEndOfData(packet: Buffer, from: number, to: number): boolean {
    return this.forms.length === 1 && to - from === 2 && packet[from] === BACKSLASH && packet[from + 1] === POINT;
  }
}

const needsQuotes = (packet: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) {
    const byte = packet[at] as number;
    if (byte <= COMMA && (byte === COMMA || byte === QUOTE || byte === LF || byte === CR)) return true;
  }
  return false;
};
