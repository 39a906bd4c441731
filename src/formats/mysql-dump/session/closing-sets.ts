/**
 * Tracks whether a dump's last statements restore the session settings that its first ones saved: `@OLD_X=@@X` and
 * `X=@OLD_X`, as phpMyAdmin, HeidiSQL, SQLyog and Sequel write them. Navicat switches FOREIGN_KEY_CHECKS off and on
 * again.
 */
export class ClosingSets {
  private readonly kept = new Set<string>();
  private readonly given = new Set<string>();
  private switchedOff = false;
  private switchedOn = false;

  /** A user variable saves a session setting. */
  keeps(variable: string): void {
    this.kept.add(variable);
  }

  /** A session setting is restored from a user variable. */
  givesBack(variable: string): void {
    this.given.add(variable);
  }

  foreignKeyChecks(on: boolean): void {
    if (on) this.switchedOn = true;
    else this.switchedOff = true;
  }

  /** A statement other than SET came, so earlier restores were not the end. */
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
