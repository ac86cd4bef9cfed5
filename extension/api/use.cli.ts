import path from 'node:path';
import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { modelObject, versionWords } from '../packageIndex/modelPackage';
import { readPin, type Pin } from '../packageIndex/packageName';
import { proposedVersion } from '../packageIndex/versions';
import { openProject } from '../projects/project';
import { requireApi, type ApiProject } from './apiProject';
import { usedLines } from './useWords';
import { usableVersions, useVersion } from './useVersion';

export interface UseCommandOptions {
  python?: string;
  acceptFailing?: boolean;
}

/**
 * `bellhop use PACKAGE==VERSION [FOLDER]`: takes another version of its model package over into an API project, and gives
 * `{"project", "from", "to", "model", "changes", "metrics", "scores", "requests", "renewed"}`. With the package alone a
 * person is shown its versions and asked.
 *
 * @throws Failure and Cancelled as `useVersion` does; the project is as it was then.
 */
export async function useCommand(
  context: CommandContext,
  wanted: string,
  folder: string,
  { python, acceptFailing = false }: UseCommandOptions,
): Promise<void> {
  const { terminal, signal, root } = context;
  const project = requireApi(await openProject(folder));
  const pin = wanted.includes('==') ? readPin(wanted) : await chosenPin(context, project, wanted);
  const used = await useVersion(project, pin, {
    hints: python === undefined ? {} : { setting: python },
    keeper: path.join(root, 'dist', 'keeper.js'),
    acceptFailing,
    report: {
      onStep: (title) => terminal.progress(title),
      onOutput: (text) => terminal.output(text),
    },
    signal,
  });
  const { from, to, difference, requests, renewed } = used;
  terminal.result(
    {
      project: project.folder,
      from: from.version,
      to: to.version.version,
      model: modelObject(to),
      changes: difference?.changes ?? null,
      metrics: difference?.metrics ?? null,
      scores: difference?.scores ?? null,
      requests,
      renewed,
    },
    usedLines(used).join('\n'),
  );
}

async function chosenPin(
  { signal, mayAsk }: CommandContext,
  project: ApiProject,
  wanted: string,
): Promise<Pin> {
  const { pin, versions } = await usableVersions(project, { signal });
  const name = wanted === '' ? pin.name : wanted;
  const listed = versions.map((one) => {
    const words = [versionWords(one), one.version === pin.version ? 'in use' : undefined];
    return `  ${[one.version, ...words.filter((word) => word !== undefined)].join(' · ')}`;
  });
  const proposed = proposedVersion(versions)?.version ?? pin.version;
  if (!mayAsk) {
    throw new Failure(
      'wrong-use',
      `Which version of ${name} to use is not said. There are:\n${listed.join('\n')}`,
      `Give one, such as ${name}==${proposed}.`,
    );
  }
  const version = await ask(`${listed.join('\n')}\nWhich version of ${name}`, proposed, signal);
  return { name, version };
}
