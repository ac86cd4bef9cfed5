import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { findInterpreter } from '../environment/interpreter';
import { createProject, type CreatedProject } from './createProject';
import { commitNewProject } from './git';
import { withoutPassword } from './gitSource';
import { findHooks } from './hooks';
import { loadUserConfig } from './loadUserConfig';
import { nestedTemplates } from './nestedTemplates';
import { answersFor, askTheRest, chooseTemplate, readPairs } from './newAnswers.cli';
import { runPrePrompt } from './prePrompt';
import type { TemplateRecord } from './record';
import { nestedRecord, templateRecord } from './recordedSource';
import { readReplay, writeReplay } from './replay';
import type { HookRun } from './runHooks';
import { openSource } from './source';
import { openTemplate, type Origin } from './template';
import type { UserConfig } from './userConfig';
import { yesOrNo } from './yesOrNo';

const ACCEPT_HOOKS = ['yes', 'no', 'ask'] as const;
export type AcceptHooks = (typeof ACCEPT_HOOKS)[number];

export interface NewOptions {
  outputDir: string;
  checkout?: string;
  directory?: string;
  replayFile?: string;
  acceptHooks: AcceptHooks;
}

/** Reads the value of `--accept-hooks`. */
export function acceptHooks(text: string): AcceptHooks {
  const found = ACCEPT_HOOKS.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError('Give yes, no or ask.');
  return found;
}

/**
 * `bellhop new TEMPLATE [key=value ...]`: makes a project and gives `{"project", "files", "commit", "declinedHooks"}`:
 * the absolute path, the number of files, whether the first commit was made, and the template's own programs that did
 * not run.
 */
export async function newCommand(
  context: CommandContext,
  named: string,
  given: readonly string[],
  options: NewOptions,
): Promise<void> {
  const { terminal, signal, root } = context;
  const pairs = readPairs(given);
  const config = await loadUserConfig(process.env, os.homedir());
  const bundled = path.join(root, 'templates');
  const source = await openSource(named, {
    ...(options.checkout === undefined ? {} : { checkout: options.checkout }),
    ...(options.directory === undefined ? {} : { directory: options.directory }),
    abbreviations: config.abbreviations,
    templateFolders: [bundled, config.templatesFolder],
    onProgress: (text) => terminal.output(text),
    signal,
  });
  const { folder, origin } = source;
  const wanted = { folder, origin, pairs, options, config };
  const project = await templateRecord(source, bundled)
    .then((record) => createFrom(context, { ...wanted, record }))
    .finally(source.close);
  const isBundled = folder.startsWith(bundled + path.sep);
  // One that cannot be written is no reason to call the project a failure.
  if (!isBundled) await writeReplay(config.replayFolder, folder, project.replay).catch(() => undefined);
  const commit = await commitNewProject(project.path, `Create from the ${withoutPassword(named)} template`);
  if (!commit.made) terminal.progress(commit.why);
  const { declinedHooks } = project;
  if (declinedHooks.length > 0) {
    terminal.progress(`Not run, so that something may be missing: ${declinedHooks.join(', ')}.`);
  }
  terminal.result(
    { project: project.path, files: project.files.length, commit: commit.made, declinedHooks },
    `Created ${project.path}`,
  );
}

interface Wanted {
  folder: string;
  origin: Origin;
  record: TemplateRecord;
  pairs: ReadonlyMap<string, string>;
  options: NewOptions;
  config: UserConfig;
}

/** Renders the template in a folder, or one of those that it offers. */
async function createFrom(context: CommandContext, wanted: Wanted): Promise<CreatedProject> {
  const { terminal, signal, mayAsk } = context;
  const { pairs, options } = wanted;
  const outputDir = path.resolve(options.outputDir);
  await mkdir(outputDir, { recursive: true });
  const hooks = await acceptedHooks(context, wanted.folder, options, outputDir);
  const prepared = hooks
    ? await runPrePrompt(wanted.folder, hooks, signal)
    : { folder: wanted.folder, close: () => Promise.resolve() };
  try {
    const offered = await nestedTemplates(prepared.folder);
    if (offered) {
      const { folder } = await chooseTemplate(offered, pairs.get('template'), mayAsk, signal);
      // As in cookiecutter, the chosen template is named by its folder from here on.
      const record = nestedRecord(wanted.record, prepared.folder, folder);
      const inner = { ...wanted, folder, record, origin: { ...wanted.origin, template: folder } };
      return await createFrom(context, inner);
    }
    const { replayFile } = options;
    const template = await openTemplate(prepared.folder, {
      origin: wanted.origin,
      defaults: wanted.config.defaults,
      ...(replayFile === undefined ? {} : { replay: await readReplay(replayFile) }),
    });
    for (const warning of template.context.warnings) terminal.progress(warning);
    const answers = answersFor(template, pairs, (text) => terminal.progress(text));
    if (mayAsk) await askTheRest(template, answers, signal);
    return await createProject({
      template,
      answers,
      outputDir,
      record: wanted.record,
      ...(hooks ? { hooks } : {}),
      signal,
      onProgress: (text) => terminal.progress(text),
    });
  } finally {
    await prepared.close();
  }
}

/** Finds the programs that a template brings along, and whether they may run. */
async function acceptedHooks(
  { terminal, signal, mayAsk }: CommandContext,
  folder: string,
  options: NewOptions,
  outputDir: string,
): Promise<HookRun | undefined> {
  const files = (await findHooks(folder)).map(({ file }) => file);
  if (files.length === 0 || options.acceptHooks === 'no') return undefined;
  if (options.acceptHooks === 'ask') {
    if (!mayAsk) return undefined;
    const question = `The template runs programs of its own: ${files.join(', ')}. Run them`;
    if (yesOrNo(await ask(question, 'no', signal)) !== true) return undefined;
  }
  const isPython = files.some((file) => file.endsWith('.py'));
  const python = isPython ? (await findInterpreter(outputDir, {}, signal)).path : '';
  return { python, onOutput: (text) => terminal.output(text) };
}
