/**
 * Encrypts as PKWARE's traditional cipher does (APPNOTE 6.1): 12 bytes of header and the data, with a password's bytes.
 */
export function encryptZipCrypto(password: Buffer, plain: Buffer): Buffer {
  const keys: [number, number, number] = [0x12345678, 0x23456789, 0x34567890];
  const step = (byte: number) => {
    keys[0] = crcStep(keys[0], byte);
    keys[1] = (Math.imul(keys[1] + (keys[0] & 0xff), 134_775_813) + 1) >>> 0;
    keys[2] = crcStep(keys[2], keys[1] >>> 24);
  };
  password.forEach(step);
  return Buffer.from(
    plain.map((byte) => {
      const mixed = (keys[2] | 2) & 0xffff;
      const encrypted = byte ^ (((mixed * (mixed ^ 1)) >>> 8) & 0xff);
      step(byte);
      return encrypted;
    }),
  );
}

const crcStep = (crc: number, byte: number): number => {
  let rest = (crc ^ byte) & 0xff;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return ((crc >>> 8) ^ rest) >>> 0;
};
