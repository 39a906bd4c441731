import { InvalidArgumentError } from 'commander';

/** The number of a generation; for commander. */
export const generationOption = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is the number of a generation.');
};
