import { createHash, randomBytes } from 'node:crypto';

/**
 * The text of a new key. It holds 160 random bits, so its SHA-256 may be stored as it is: a slow hash protects what
 * people choose, because that can be guessed, and this cannot. A fast one lets every request be checked.
 */
export const newKeyText = (): string => `${PREFIX}${randomBytes(20).toString('hex')}`;

/** Whether a text can be a key of the store; no other is looked for there. */
export const isKeyText = (text: string): boolean => SHAPE.test(text);

/** What is stored of a key. */
export const hashKey = (text: string): string => createHash('sha256').update(text).digest('hex');

const PREFIX = 'stv_';
const SHAPE = /^stv_[0-9a-f]{40}$/;
