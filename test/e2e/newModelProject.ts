import type { Workbench } from './harness/workbench';

/** Runs New Model Project and answers every question with its default, but for name and folder; accepts all but the last. */
export async function answerAll(window: Workbench, name: string, parent: string): Promise<void> {
  const { quickInput } = window;
  await window.runCommand('Bellhop: New Model Project');
  await quickInput.waitForStep(1, 5);
  await quickInput.type(name);
  for (const step of [2, 3, 4, 5]) {
    await quickInput.accept();
    await quickInput.waitForStep(step, 5);
  }
  await quickInput.type(parent);
}
