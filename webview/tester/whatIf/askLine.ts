import type { Prediction } from '../../../contract/artefact';
import type { TesterText } from '../../../contract/testerText';
import type { Asks, AskReply } from '../asks';
import { make, setHidden, setText } from '../dom';

/** A button that asks the model, its Cancel, and the line that says what is going on or what went wrong. */
export class AskLine {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private readonly note = make('p', { class: 'note', role: 'status' });
  private running: { cancel: () => void } | undefined;

  constructor(
    private readonly text: TesterText,
    private readonly asks: Asks,
    words: string,
    start: () => void,
  ) {
    this.button = make('button', { type: 'button', class: 'secondary' }, words);
    this.button.addEventListener('click', start);
    this.cancel = make('button', { type: 'button', class: 'secondary', hidden: true }, text.cancel);
    this.cancel.addEventListener('click', () => {
      this.stop();
      setText(this.note, text.cancelled);
    });
    this.element = make('div', { class: 'ask-line' }, this.button, this.cancel, this.note);
  }

  say(words: string): void {
    setText(this.note, words);
  }

  /** Asks and gives the predictions; anything else is said in the line. An ask that still runs is cancelled. */
  ask(key: string, rows: Record<string, unknown>[], take: (predictions: Prediction[]) => void): void {
    this.stop();
    this.say(this.text.asking);
    this.cancel.hidden = false;
    this.running = this.asks.ask(key, rows, (reply) => {
      this.stop();
      const predictions = reply.kind === 'answer' ? reply.answer.prediction?.predictions : undefined;
      this.say(predictions ? '' : refusalText(reply, this.text));
      if (predictions) take(predictions);
    });
  }

  stop(): void {
    this.running?.cancel();
    this.running = undefined;
    setHidden(this.cancel, true, this.button);
  }
}

function refusalText(reply: AskReply, text: TesterText): string {
  if (reply.kind === 'failure') return `${reply.message} ${reply.next}`;
  const { problem } = reply.answer;
  if (!problem) return text.notAPrediction;
  const [first] = problem.errors;
  const where = first?.column === undefined ? '' : ` ${first.column}: ${first.expected}`;
  return `${problem.title}.${where}`;
}
