import * as vscode from 'vscode';
import { Cancelled } from '../../contract/failure';

/** One question of a multi-step quick input. */
export interface Step {
  prompt: string;
  /** Whether it is asked at all, which earlier answers may decide; the first and the last step always are. */
  asked?: () => boolean;
  /** What stands in the box at first; what was typed before stays when one goes back. */
  value: () => string;
  /** Live validation: a sentence when the value is refused. */
  validate: (value: string) => string | undefined | Promise<string | undefined>;
  /** What a value that is not refused leads to, shown below the box. */
  outcome?: (value: string) => string;
  /** Makes it a pick of one of these. */
  choices?: readonly { value: string; label: string }[];
  /** A button that finds the value in another way, such as a folder dialog. */
  button?: { icon: string; tooltip: string; run: () => Promise<string | undefined> };
  done: (value: string) => void;
}

const back = Symbol('back');
type Answer = string | typeof back;

/**
 * Asks step by step, with the step count in the title and Back from the second on.
 *
 * @throws Cancelled when the person leaves with Escape.
 */
export async function askSteps(title: string, steps: readonly Step[]): Promise<void> {
  const typed = new Map<number, string>();
  let index = 0;
  let direction = 1;
  for (let step = steps[0]; step; step = steps[index]) {
    if (step.asked?.() === false) {
      index += direction;
      continue;
    }
    const frame = { title, step: index + 1, totalSteps: steps.length };
    const value = typed.get(index) ?? step.value();
    const answer = step.choices
      ? await pick(step, frame, value)
      : await typeIn(step, frame, value, typed, index);
    direction = answer === back ? -1 : 1;
    if (answer !== back) {
      typed.set(index, answer);
      step.done(answer);
    }
    index += direction;
  }
}

interface Frame {
  title: string;
  step: number;
  totalSteps: number;
}

function typeIn(
  step: Step,
  frame: Frame,
  value: string,
  typed: Map<number, string>,
  index: number,
): Promise<Answer> {
  const input = vscode.window.createInputBox();
  const button = step.button && {
    iconPath: new vscode.ThemeIcon(step.button.icon),
    tooltip: step.button.tooltip,
  };
  prepare(input, frame, button);
  Object.assign(input, { prompt: step.prompt, value });
  let checked = 0;
  const validate = async (text: string): Promise<string | undefined> => {
    const turn = ++checked;
    const problem = await step.validate(text);
    if (turn === checked) input.validationMessage = problem ?? info(step.outcome?.(text));
    return problem;
  };
  void validate(value);
  return show<Answer>(input, (resolve) => [
    input.onDidChangeValue((text) => {
      typed.set(index, text);
      void validate(text);
    }),
    input.onDidAccept(async () => {
      const text = input.value;
      if ((await validate(text)) === undefined) resolve(text);
    }),
    input.onDidTriggerButton(async (pressed) => {
      if (pressed === vscode.QuickInputButtons.Back) {
        resolve(back);
        return;
      }
      // A dialog takes the focus; the box must outlive that.
      input.ignoreFocusOut = true;
      const found = await step.button?.run();
      if (found !== undefined) {
        input.value = found;
        typed.set(index, found);
        void validate(found);
      }
      input.show();
    }),
  ]);
}

function info(message: string | undefined): vscode.InputBoxValidationMessage | undefined {
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

function pick(step: Step, frame: Frame, value: string): Promise<Answer> {
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { value: string }>();
  prepare(input, frame, undefined);
  input.placeholder = step.prompt;
  input.items = (step.choices ?? []).map((choice) => ({ ...choice }));
  input.activeItems = input.items.filter((item) => item.value === value);
  return show<Answer>(input, (resolve) => [
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen) resolve(chosen.value);
    }),
    input.onDidTriggerButton(() => resolve(back)),
  ]);
}

function prepare(
  input:
    vscode.QuickPick<never> | vscode.QuickPick<vscode.QuickPickItem & { value: string }> | vscode.InputBox,
  frame: Frame,
  button: vscode.QuickInputButton | undefined,
): void {
  input.title = frame.title;
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = [...(frame.step > 1 ? [vscode.QuickInputButtons.Back] : []), ...(button ? [button] : [])];
}

async function show<T>(
  input: vscode.QuickInput,
  listen: (resolve: (value: T) => void) => vscode.Disposable[],
): Promise<T> {
  const disposables: { dispose: () => unknown }[] = [input];
  try {
    return await new Promise<T>((resolve, reject) => {
      disposables.push(
        ...listen(resolve),
        input.onDidHide(() => reject(new Cancelled())),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}
