import * as vscode from 'vscode';
import { columnsOf, type Artefact } from '../../../contract/artefact';
import { Cancelled } from '../../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../../contract/readArtefact';
import { exists } from '../../files/exists';
import type { Answered } from '../testerPorts';
import { fileFor, freeName, savedAnswer, writeNewRequest, type AnswerToExpect } from './saveAnswer';
import { shownFile } from './savedRequests';

/** Asks for a name, writes what was sent and answered as a new saved request, and opens it. */
export async function saveAnswered({
  project,
  rows,
  isPrivate,
  ...answer
}: Pick<Answered, 'project' | 'rows'> & AnswerToExpect & { isPrivate: boolean }): Promise<void> {
  if (isPrivate) await confirmPrivate();
  const artefact = await readModel(project.artefactFolder);
  const name = await askName(project.key, personalColumns(artefact, rows));
  if (name === undefined) return;
  const request = savedAnswer(name, rows, answer, artefact.golden);
  const file = await writeNewRequest(project.key, request);
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** @throws Cancelled where the answer is no. */
async function confirmPrivate(): Promise<void> {
  const save = vscode.l10n.t('Save All the Same');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The values are those of a row of the data, or close to it.'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'A saved request is a file of the project, to be committed. The dataset does not say that its rows may be shared.',
      ),
    },
    save,
  );
  if (answer !== save) throw new Cancelled();
}

async function readModel(artefactFolder: string): Promise<Artefact> {
  const file = vscode.Uri.joinPath(vscode.Uri.file(artefactFolder), ARTEFACT_FILE);
  return readArtefact(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), file.fsPath);
}

async function askName(project: string, personal: readonly string[]): Promise<string | undefined> {
  const prompt =
    personal.length === 0
      ? vscode.l10n.t('The file holds the values that were sent and the answer, to be committed.')
      : vscode.l10n.t(
          'The file will hold personal columns as they were sent: {0}. Make sure that they may be committed.',
          personal.join(', '),
        );
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save Answer as Expectation'),
    prompt,
    value: await freeName(project),
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (text.trim() === '') return vscode.l10n.t('Give the request a name.');
      const file = fileFor(project, text);
      return (await exists(file)) ? vscode.l10n.t('{0} exists already.', shownFile(file)) : undefined;
    },
  });
  return name?.trim();
}

/** The personal columns that the rows give a value. */
function personalColumns({ input }: Artefact, rows: Answered['rows']): string[] {
  return columnsOf(input)
    .filter(({ column }) => column['x-personal'] === true)
    .filter(({ name }) => rows.some((row) => (row[name] ?? null) !== null))
    .map(({ name }) => name);
}
