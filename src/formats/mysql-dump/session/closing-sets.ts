/**
 * Follows whether a dump's last statements give the session back what its first ones kept: `@OLD_X=@@X` and `X=@OLD_X`,
 * as phpMyAdmin, HeidiSQL, SQLyog and Sequel write them; Navicat switches FOREIGN_KEY_CHECKS off and on again.
 */
export class ClosingSets {
  private readonly kept = new Set<string>();
  private readonly given = new Set<string>();
  private switchedOff = false;
  private switchedOn = false;

  /** A user variable takes what a setting of the session is. */
  keeps(variable: string): void {
    this.kept.add(variable);
  }

  /** A setting of the session takes what a user variable has. */
  givesBack(variable: string): void {
    this.given.add(variable);
  }

  foreignKeyChecks(on: boolean): void {
    if (on) this.switchedOn = true;
    else this.switchedOff = true;
  }

  /** Another statement than a SET came: what was given back before is not the end. */
  goesOn(): void {
    this.given.clear();
    this.switchedOn = false;
  }

  get isRestored(): boolean {
    if (this.kept.size === 0) return this.switchedOff && this.switchedOn;
    return (
      this.given.size > 0 &&
      [...this.kept].every((variable) => this.given.has(variable) || !variable.startsWith('old_'))
    );
  }
}
