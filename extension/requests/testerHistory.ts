import type { HostToTester, TesterAnswer } from '../../contract/testerMessages';
import type { Sent } from './history/entry';
import { testerModel } from './testerModel';
import type { TesterEdge, TesterPorts, TesterProjectRef } from './testerPorts';

/** The tester's side of the history: keeps what was sent, and gives rows back to the form. */
export class TesterHistory {
  private newestList = 0;

  constructor(
    private readonly ports: TesterPorts,
    private readonly edge: TesterEdge,
  ) {}

  /** Tells the page the history of the current project. */
  async post(): Promise<void> {
    const turn = ++this.newestList;
    const key = this.ports.current()?.key;
    const { history } = this.ports;
    const entries = key === undefined ? [] : await history.list(key);
    // Two changes in quick succession: only the newer list counts.
    if (turn === this.newestList) this.edge.post({ type: 'history', enabled: history.isEnabled(), entries });
  }

  /** Keeps a request and what came of it. That it could not be kept is told in the log alone. */
  async keep(
    project: TesterProjectRef,
    target: string,
    rows: Sent['rows'],
    outcome: TesterAnswer | { message: string },
  ): Promise<void> {
    try {
      const { artefactFolder, key } = project;
      const { input } = testerModel(await this.edge.readModelFile(artefactFolder), artefactFolder);
      const isPrivate = this.ports.drawn.isPrivate(key, rows);
      await this.ports.history.add(
        { project: key, time: new Date(), target, rows, outcome, isPrivate },
        input,
      );
    } catch (error) {
      this.ports.onTrouble(error);
    }
  }

  /** The rows of an entry for the form, without the columns whose values are gone. Throws Failure `entry-gone`. */
  async recall(id: string, send: boolean): Promise<Extract<HostToTester, { type: 'fill' }>> {
    const { entry, rows, missing, whole } = await this.ports.history.recall(id);
    return {
      type: 'fill',
      key: entry.project,
      rows: rows.map((row) => without(row, missing)),
      from: entry.time,
      missing,
      send: send && whole && missing.length === 0,
    };
  }
}

function without(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
