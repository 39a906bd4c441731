const LARGEST_PART = 0xff_ff_ff;

/** One logical packet of the MySQL protocol: its parts joined. */
export interface MysqlPacket {
  /** The sequence number of the first part; 0 begins a command. */
  readonly sequence: number;
  readonly payload: Buffer;
  /** The bytes as they came, headers included. */
  readonly raw: Buffer;
}

/** Cuts a stream of bytes into logical packets (a payload of 16 MB or more travels in several parts). */
export class MysqlPacketReader {
  #pieces: Buffer[] = [];
  #length = 0;

  push(piece: Buffer): MysqlPacket[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const packets: MysqlPacket[] = [];
    for (let packet = this.#next(); packet !== undefined; packet = this.#next()) packets.push(packet);
    return packets;
  }

  #next(): MysqlPacket | undefined {
    if (this.#length < 4) return undefined;
    const first = this.#pieces[0];
    if (first === undefined) return undefined;
    if (first.length >= 4 && this.#length < 4 + first.readUIntLE(0, 3)) return undefined;
    const all = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [all];
    const parts: Buffer[] = [];
    let end = 0;
    for (;;) {
      if (all.length < end + 4) return undefined;
      const size = all.readUIntLE(end, 3);
      if (all.length < end + 4 + size) return undefined;
      parts.push(all.subarray(end + 4, end + 4 + size));
      end += 4 + size;
      if (size < LARGEST_PART) break;
    }
    const rest = all.subarray(end);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    const payload = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
    return { sequence: all.readUInt8(3), payload, raw: all.subarray(0, end) };
  }
}

/** The bytes of a logical packet, with correct lengths. */
export function encodeMysqlPacket(sequence: number, payload: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0, number = sequence; ; start += LARGEST_PART, number += 1) {
    const part = payload.subarray(start, start + LARGEST_PART);
    const header = Buffer.alloc(4);
    header.writeUIntLE(part.length, 0, 3);
    header.writeUInt8(number & 0xff, 3);
    parts.push(header, part);
    if (part.length < LARGEST_PART) return Buffer.concat(parts);
  }
}
