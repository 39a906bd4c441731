/** Reads the values of a row as MySQL's text protocol sends them: each with its length before it, NULL by a mark. */
export class PacketRow {
  /** Where the value that was read last begins and ends. */
  from = 0;
  to = 0;
  private packet: Buffer = Buffer.alloc(0);

  begin(packet: Buffer, from: number): void {
    this.packet = packet;
    this.to = from;
  }

  /** Goes to the next value; false where it is NULL. */
  next(): boolean {
    const { packet } = this;
    let at = this.to;
    const first = packet[at++] as number;
    if (first === NULL) {
      this.from = this.to = at;
      return false;
    }
    let length = first;
    if (first === TWO_BYTES) {
      length = packet.readUInt16LE(at);
      at += 2;
    } else if (first === THREE_BYTES) {
      length = packet.readUIntLE(at, 3);
      at += 3;
    } else if (first === EIGHT_BYTES) {
      length = Number(packet.readBigUInt64LE(at));
      at += 8;
    }
    this.from = at;
    this.to = at + length;
    return true;
  }
}

const NULL = 251;
const TWO_BYTES = 252;
const THREE_BYTES = 253;
const EIGHT_BYTES = 254;
