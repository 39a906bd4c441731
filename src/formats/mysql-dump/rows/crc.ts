import { crc32 } from 'node:zlib';

/** From this length on, a call into zlib costs less than the loop. */
const LONG = 96;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The initial state of a CRC-32, kept as its complement in 32 signed bits. */
export const CRC_START = -1;

export const crcByte = (crc: number, byte: number): number => (TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);

export const crcBytes = (crc: number, bytes: Buffer, from: number, to: number): number => {
  if (to - from >= LONG) return ~crc32(bytes.subarray(from, to), ~crc >>> 0);
  let sum = crc;
  for (let at = from; at < to; at++) sum = (TABLE[(sum ^ (bytes[at] as number)) & 255] as number) ^ (sum >>> 8);
  return sum;
};

/** The CRC-32 as the servers and zlib show it. */
export const crcValue = (crc: number): number => ~crc >>> 0;

/** Adds the decimal digits of a CRC-32. */
export const crcDecimal = (crc: number, value: number): number => {
  let sum = crc;
  for (const digit of String(value)) sum = crcByte(sum, digit.charCodeAt(0));
  return sum;
};

export const CRC_TABLE: Int32Array = TABLE;
