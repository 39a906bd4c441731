/** Eight tables of 256 words: computes the CRC-32 of eight bytes in one step. */
const TABLES: usize = memory.data(8 * 256 * 4, 16);

function fillTables(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    store<u32>(TABLES + (byte << 2), crc);
  }
  for (let at: usize = 256; at < 8 * 256; at++) {
    const before = load<u32>(TABLES + ((at - 256) << 2));
    store<u32>(TABLES + (at << 2), load<u32>(TABLES + ((before & 255) << 2)) ^ (before >>> 8));
  }
}
fillTables();

// @ts-ignore: decorator
@inline
function look(table: usize, byte: u32): u32 {
  return load<u32>(TABLES + (table << 10) + ((<usize>byte & 255) << 2));
}

/** zlib's, which takes sixteen bytes at a time with an instruction that WebAssembly does not have. */
// @ts-ignore: decorator
@external('caller', 'crcOfLong')
declare function crcOfLong(from: usize, to: usize, before: u32): u32;

/** From this length on, a call out of here costs less than the loop. */
const LONG: usize = 1024;

/** The CRC-32 of the bytes from `from` to `to`; `before` is that of what came before them. */
export function crc32(from: usize, to: usize, before: u32): u32 {
  if (to - from >= LONG) return crcOfLong(from, to, before);
  let crc: u32 = ~before;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    const low = load<u32>(at) ^ crc;
    const high = load<u32>(at + 4);
    crc =
      look(7, low) ^ look(6, low >>> 8) ^ look(5, low >>> 16) ^ look(4, low >>> 24) ^
      look(3, high) ^ look(2, high >>> 8) ^ look(1, high >>> 16) ^ look(0, high >>> 24);
  }
  for (; at < to; at++) crc = look(0, crc ^ load<u8>(at)) ^ (crc >>> 8);
  return ~crc;
}
