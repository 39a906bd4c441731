import type { OnReadOpts, SocketConstructorOpts } from 'node:net';
import { Socket } from 'node:net';

/** Takes the bytes of a socket where they arrive, in the driver's place. */
export interface Taker {
  /** Where the next bytes are to go. */
  readonly room: () => Uint8Array;
  /**
   * Some have come: in the room, or elsewhere, where they are only until it returns. If it returns false, none come
   * until the socket is resumed. The first that are the driver's again are given back within it.
   */
  readonly come: (bytes: Buffer) => boolean;
}

const SHARED_BYTES = 64 * 1024;
/** Between the arrival of bytes and their copy nothing else runs, so one room is enough for all sockets. */
const shared = Buffer.allocUnsafeSlow(SHARED_BYTES);

/**
 * A socket that does not make a buffer of 64 KiB for everything that it reads: of a COPY, to make them and to throw
 * them away took a quarter of the time. What comes is copied out of one buffer of all sockets, or, while it has a
 * taker, goes to where that wants it.
 */
export class ArrivalSocket extends Socket {
  taker: Taker | undefined;

  constructor() {
    const onread: OnReadOpts = {
      buffer: () => this.taker?.room() ?? shared,
      callback: (length, bytes) => {
        const came = Buffer.from(bytes.buffer, bytes.byteOffset, length);
        return this.taker === undefined ? this.push(Buffer.from(came)) : this.taker.come(came);
      },
    };
    // Its types know `onread` only of the options of a connection.
    super({ onread } as SocketConstructorOpts);
  }
}

/**
 * Lets `taker` have what comes on a socket instead of the driver. The returned function ends that and gives the driver
 * the bytes that are its own; it is called within `come`.
 */
export const takeArrivals = (socket: Socket, taker: Taker): ((rest: Buffer) => void) => {
  const driver = socket.listeners('data')[0] as (bytes: Buffer) => void;
  if (socket instanceof ArrivalSocket && socket.readableLength === 0) {
    socket.taker = taker;
    return (rest) => {
      socket.taker = undefined;
      driver(rest);
    };
  }
  // Behind TLS.
  const listen = (bytes: Buffer): void => {
    if (!taker.come(bytes)) socket.pause();
  };
  socket.off('data', driver);
  socket.on('data', listen);
  return (rest) => {
    socket.off('data', listen);
    socket.on('data', driver);
    driver(rest);
  };
};
