import type { HostToTester, TesterAnswer, TesterToHost } from '../../contract/testerMessages';

type Row = Record<string, unknown>;
/** What came of rows that were asked beside the request. */
export type AskReply =
  { kind: 'answer'; answer: TesterAnswer } | { kind: 'failure'; message: string; next: string };

/** Asks the host to score rows beside the request, for a chart or a list; nothing of it is kept. */
export class Asks {
  private readonly waiting = new Map<number, (reply: AskReply) => void>();
  /** Beyond all that a page before this one has asked: a late answer to it finds nobody. */
  private next = Date.now();

  constructor(private readonly post: (message: TesterToHost) => void) {}

  /** Asks; `take` is called once, unless the ask is cancelled first. Gives the way to cancel it. */
  ask(key: string, rows: Row[], take: (reply: AskReply) => void): { cancel: () => void } {
    const ask = this.next++;
    this.waiting.set(ask, take);
    this.post({ type: 'ask', ask, key, rows });
    return {
      cancel: () => {
        if (this.waiting.delete(ask)) this.post({ type: 'cancelAsk', ask });
      },
    };
  }

  receive(message: Extract<HostToTester, { type: 'asked' | 'askFailed' }>): void {
    const take = this.waiting.get(message.ask);
    this.waiting.delete(message.ask);
    if (message.type === 'asked') take?.({ kind: 'answer', answer: message.answer });
    else take?.({ kind: 'failure', message: message.message, next: message.next });
  }
}
