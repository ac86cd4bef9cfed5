import { Cancelled, Failure } from '../../contract/failure';
import {
  MOST_ASKS,
  type HostToTester,
  type TesterAnswer,
  type TesterToHost,
} from '../../contract/testerMessages';
import { failureWords } from './testerFailure';

type Ask = Extract<TesterToHost, { type: 'ask' }>;

/** The rows that the page asks beside its request, for charts and comparisons: a few at a time, kept nowhere. */
export class TesterAsks {
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly send: (ask: Ask, signal: AbortSignal) => Promise<TesterAnswer>,
    private readonly post: (message: HostToTester) => void,
  ) {}

  /** Answers with `asked` or `askFailed`; with nothing where it was cancelled. */
  async ask(message: Ask): Promise<void> {
    const { ask } = message;
    this.cancel(ask);
    const abort = new AbortController();
    try {
      if (this.running.size >= MOST_ASKS) throw tooMany();
      this.running.set(ask, abort);
      const answer = await this.send(message, abort.signal);
      if (!abort.signal.aborted) this.post({ type: 'asked', ask, answer });
    } catch (error) {
      if (error instanceof Cancelled || abort.signal.aborted) return;
      this.post({ type: 'askFailed', ask, ...failureWords(error) });
    } finally {
      if (this.running.get(ask) === abort) this.running.delete(ask);
    }
  }

  cancel(ask: number): void {
    this.running.get(ask)?.abort();
    this.running.delete(ask);
  }

  cancelAll(): void {
    for (const ask of [...this.running.keys()]) this.cancel(ask);
  }
}

function tooMany(): Failure {
  const message = `${MOST_ASKS} requests are under way beside this one.`;
  return new Failure('asks-full', message, 'Wait for one of them, then ask again.');
}
