import type { RequestResult } from './runRequest';

/** How a saved request went when it ran last. */
export interface LastResult extends Pick<RequestResult, 'outcome' | 'milliseconds'> {
  /** The target's title. */
  target: string;
  /** The first thing that was wrong. */
  message?: string;
  /** The file or the model has changed since. */
  outdated: boolean;
}

/** The last result of each saved request in this window, by the path of its file. */
export class SavedResults {
  private readonly results = new Map<string, LastResult>();
  private readonly listeners = new Set<() => void>();

  get(file: string): LastResult | undefined {
    return this.results.get(file);
  }

  set(file: string, { outcome, milliseconds, findings }: RequestResult, target: string): void {
    const [first] = findings;
    this.results.set(file, {
      outcome,
      milliseconds,
      target,
      ...(first && { message: first.message }),
      outdated: false,
    });
    this.changed();
  }

  /** To be called when files were written, or the model that answered: what was found is of what was before. */
  outdate(isMeant: (file: string) => boolean): void {
    for (const [file, result] of this.results) {
      if (isMeant(file)) this.results.set(file, { ...result, outdated: true });
    }
    this.changed();
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
