import { createHash, randomBytes } from 'node:crypto';

/**
 * The text of a new key. It holds 160 random bits, so a plain SHA-256 is enough: slow hashes protect texts that
 * people choose and others guess, and a fast one lets every request be checked.
 */
export const newKeyText = (): string => `${PREFIX}${randomBytes(20).toString('hex')}`;

/** Whether a text can be a stored key; other texts are not looked up. */
export const isKeyText = (text: string): boolean => SHAPE.test(text);

/** What is stored of a key. */
export const hashKey = (text: string): string => createHash('sha256').update(text).digest('hex');

const PREFIX = 'stv_';
const SHAPE = /^stv_[0-9a-f]{40}$/;
