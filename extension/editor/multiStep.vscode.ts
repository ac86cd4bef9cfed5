import * as vscode from 'vscode';
import { Cancelled } from '../../contract/failure';

/** One question of a multi-step quick input. */
export interface Step {
  prompt: string;
  /** Whether it is to be asked, from what was answered before; without it, it is. */
  asked?: () => boolean;
  /** What stands in the box at first; what was typed before stays when one goes back. */
  value: () => string;
  /** Live validation: a sentence when the value is refused. */
  validate: (value: string) => string | undefined | Promise<string | undefined>;
  /** What a value that is not refused leads to, shown below the box. */
  outcome?: (value: string) => string | undefined;
  /** Makes it a pick of one of these. */
  choices?: () => readonly Choice[] | Promise<readonly Choice[]>;
  /** Makes a pick take what was typed as well. */
  typed?: (text: string) => Choice | undefined;
  buttons?: readonly StepButton[];
  /** Whether "Take the Defaults" may answer it with its value. */
  hasDefault?: boolean;
  /** False for what only shows what the answers lead to: it is not counted as a question. */
  counted?: boolean;
  done: (value: string) => void;
}

/** One line of a pick. */
export interface Choice extends vscode.QuickPickItem {
  /** A line without one, such as a separator, cannot be chosen. */
  value?: string;
  /** Finds the value in another way, such as a folder dialog; undefined keeps the question open. */
  find?: () => Promise<string | undefined>;
}

export interface StepButton {
  icon: string;
  tooltip: string;
  /** Gives what is to stand in the box; undefined leaves it. */
  run: () => Promise<string | undefined>;
  /** Whether it then goes on to the next step, as Enter does. */
  accepts?: boolean;
}

const back = Symbol('back');
type Answer = typeof back | { value: string; takesDefaults?: boolean };

/**
 * Asks step by step, with the step count in the title and Back from the second on. Where the next questions have
 * defaults, a button takes them all at once.
 *
 * @throws Cancelled when the person leaves with Escape.
 */
export async function askSteps(title: string, steps: readonly Step[]): Promise<void> {
  const typed = new Map<Step, string>();
  const wayBack: number[] = [];
  let takesDefaults = false;
  let index = 0;
  for (let step = steps[index]; step; step = steps[index]) {
    if (!isAsked(step)) {
      index += 1;
      continue;
    }
    const proposed = step.value();
    const value = typed.get(step) ?? proposed;
    let answer: Answer = { value };
    if (!takesDefaults || step.hasDefault !== true || (await step.validate(value)) !== undefined) {
      const frame = { title, ...countOf(steps, step), hasBack: wayBack.length > 0 };
      const ask = step.choices ? pick : typeIn;
      answer = await ask(step, { ...frame, hasMore: steps[index + 1]?.hasDefault === true }, value, typed);
      if (answer !== back) wayBack.push(index);
    }
    if (answer === back) {
      takesDefaults = false;
      index = wayBack.pop() ?? 0;
      continue;
    }
    takesDefaults ||= answer.takesDefaults === true;
    // A default that was only accepted follows the answers before it when these change.
    if (answer.value === proposed) typed.delete(step);
    else typed.set(step, answer.value);
    step.done(answer.value);
    index += 1;
  }
}

function isAsked({ asked }: Step): boolean {
  return asked?.() ?? true;
}

function countOf(steps: readonly Step[], step: Step): { step?: number; totalSteps?: number } {
  const counted = steps.filter((one) => isAsked(one) && one.counted !== false);
  const place = counted.indexOf(step) + 1;
  return place > 0 && counted.length > 1 ? { step: place, totalSteps: counted.length } : {};
}

interface Frame {
  title: string;
  step?: number;
  totalSteps?: number;
  hasBack: boolean;
  /** Whether the next question has a default. */
  hasMore: boolean;
}

function typeIn(step: Step, frame: Frame, value: string, typed: Map<Step, string>): Promise<Answer> {
  const input = vscode.window.createInputBox();
  prepare(input, step, frame);
  Object.assign(input, { prompt: step.prompt, value });
  let checked = 0;
  const validate = async (text: string): Promise<string | undefined> => {
    const turn = ++checked;
    const problem = await step.validate(text);
    if (turn === checked) input.validationMessage = problem ?? info(step.outcome?.(text));
    return problem;
  };
  void validate(value);
  return show<Answer>(input, ({ resolve, elsewhere }) => {
    const accept = async (takesDefaults: boolean): Promise<void> => {
      const text = input.value;
      if ((await validate(text)) === undefined) resolve({ value: text, takesDefaults });
    };
    const put = (text: string): void => {
      input.value = text;
      typed.set(step, text);
      void validate(text);
    };
    return [
      input.onDidChangeValue((text) => {
        typed.set(step, text);
        void validate(text);
      }),
      input.onDidAccept(() => accept(false)),
      input.onDidTriggerButton(async (pressed) => {
        if (pressed === vscode.QuickInputButtons.Back) resolve(back);
        else if (pressed instanceof OwnButton) {
          const found = await elsewhere(pressed.run);
          if (found !== undefined) put(found);
          if (pressed.accepts) await accept(false);
        } else await accept(true);
      }),
    ];
  });
}

function info(message: string | undefined): vscode.InputBoxValidationMessage | undefined {
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

function pick(step: Step, frame: Frame, value: string): Promise<Answer> {
  const input = vscode.window.createQuickPick<Choice>();
  prepare(input, step, frame);
  input.placeholder = step.prompt;
  input.matchOnDescription = true;
  input.busy = true;
  let choices: readonly Choice[] = [];
  const offer = (): void => {
    const own = input.value === '' ? undefined : step.typed?.(input.value);
    input.items = [...(own ? [{ ...own, alwaysShow: true }] : []), ...choices];
  };
  return show<Answer>(input, ({ resolve, reject, elsewhere }) => {
    Promise.resolve(step.choices?.() ?? []).then((found) => {
      choices = found;
      input.busy = false;
      offer();
      input.activeItems = input.items.filter((item) => item.value === value);
    }, reject);
    const accept = async (takesDefaults: boolean): Promise<void> => {
      // Enter can be faster than the line for what was typed.
      const [chosen = step.typed?.(input.value)] = input.activeItems;
      const found = chosen?.find ? await elsewhere(chosen.find) : chosen?.value;
      if (found !== undefined) resolve({ value: found, takesDefaults });
    };
    return [
      input.onDidChangeValue(offer),
      input.onDidAccept(() => accept(false)),
      input.onDidTriggerButton((pressed) => {
        if (pressed === vscode.QuickInputButtons.Back) resolve(back);
        else return accept(true);
        return undefined;
      }),
    ];
  });
}

/** A button of the step's own. */
class OwnButton implements vscode.QuickInputButton {
  readonly iconPath: vscode.ThemeIcon;
  readonly tooltip: string;
  readonly run: () => Promise<string | undefined>;
  readonly accepts: boolean;

  constructor({ icon, tooltip, run, accepts = false }: StepButton) {
    this.iconPath = new vscode.ThemeIcon(icon);
    this.tooltip = tooltip;
    this.run = run;
    this.accepts = accepts;
  }
}

function prepare(input: vscode.QuickPick<Choice> | vscode.InputBox, step: Step, frame: Frame): void {
  input.title = frame.title;
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  // A dialog or another window takes the focus; what was typed must outlive that.
  input.ignoreFocusOut = true;
  const takeDefaults = {
    iconPath: new vscode.ThemeIcon('run-all'),
    tooltip: vscode.l10n.t('Take the Defaults for the Rest'),
  };
  input.buttons = [
    ...(frame.hasBack ? [vscode.QuickInputButtons.Back] : []),
    ...(step.buttons ?? []).map((button) => new OwnButton(button)),
    ...(frame.hasMore ? [takeDefaults] : []),
  ];
}

interface Shown<T> {
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
  /** Does something that may hide the input, such as a dialog, and shows it again. */
  elsewhere: <R>(work: () => Promise<R>) => Promise<R>;
}

async function show<T>(
  input: vscode.QuickInput,
  listen: (shown: Shown<T>) => vscode.Disposable[],
): Promise<T> {
  const disposables: { dispose: () => unknown }[] = [input];
  let away = 0;
  const elsewhere = async <R>(work: () => Promise<R>): Promise<R> => {
    away += 1;
    try {
      return await work();
    } finally {
      away -= 1;
      input.show();
    }
  };
  try {
    return await new Promise<T>((resolve, reject) => {
      disposables.push(
        ...listen({ resolve, reject, elsewhere }),
        input.onDidHide(() => {
          if (away === 0) reject(new Cancelled());
        }),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}
