/**
 * A MariaDB sequence, whose state is one row. The name is as the dump writes it; the whole numbers can exceed 53 bits.
 */
export interface SequenceDefinition {
  readonly name: string;
  readonly engine?: string;
  readonly start: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly increment: string;
  readonly cache: string;
  readonly cycles: boolean;
}
