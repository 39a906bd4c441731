/**
 * Memory for whoever needs some next: what was given up is used again. It stands only until the collector runs, so a
 * worker at rest does not hold what its last run needed.
 */
export class Spares<T extends object> {
  private readonly most: number;
  private kept: WeakRef<T>[] = [];

  /** Keeps so many at most. */
  constructor(most: number) {
    this.most = most;
  }

  take(): T | undefined {
    for (let ref = this.kept.pop(); ref !== undefined; ref = this.kept.pop()) {
      const spare = ref.deref();
      if (spare !== undefined) return spare;
    }
    return undefined;
  }

  give(spare: T): void {
    if (this.kept.length >= this.most) this.kept = this.kept.filter((ref) => ref.deref() !== undefined);
    if (this.kept.length < this.most) this.kept.push(new WeakRef(spare));
  }
}
