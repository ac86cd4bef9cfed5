import os from 'node:os';
import path from 'node:path';
import type { Answers } from './answers';
import { planProject, type CreatedProject, type PlannedProject } from './createProject';
import { commitNewProject, type FirstCommit } from './git';
import { withoutPassword } from './gitSource';
import { findHooks } from './hooks';
import { loadUserConfig } from './loadUserConfig';
import type { Existing } from './mergeProject';
import { nestedTemplates, type NestedTemplate } from './nestedTemplates';
import { isThere } from './placeProject';
import { runPrePrompt } from './prePrompt';
import { readReplay, writeReplay } from './replay';
import type { HookRun } from './runHooks';
import { openSource } from './source';
import { openTemplate, type Origin, type Template } from './template';
import { treeDigest } from './treeDigest';
import type { AskPassword } from './zipEntry';
import type { UserConfig } from './userConfig';

/** Which template, and how it is to be got. */
export interface NewProjectRequest {
  /** A bundled template's name, a folder, a git URL, a zip file, or what abbreviates one. */
  template: string;
  /** A branch, tag or commit of a git repository. */
  checkout?: string;
  /** The folder inside the template that holds cookiecutter.json. */
  directory?: string;
  /** A replay file, whose answers are not asked again. */
  replayFile?: string;
  /** What to do where the project's folder is there already; it is refused where nothing is said. */
  existing?: Existing;
  /** Answers that a script gave; see `ContextChanges`. */
  given?: ReadonlyMap<string, string>;
  /** Bellhop's own root: holds `templates/`. */
  root: string;
}

/** The parts of the work that may take a while. */
export type Part = 'fetch' | 'prepare' | 'create';

/** The programs that a template brings along, as they are shown before one is asked to accept them. */
export interface HooksToAccept {
  /** How the person named the template. */
  template: string;
  /** The folder of the template, for as long as the question stands. */
  folder: string;
  /** Relative to the folder, in the order of running. */
  files: string[];
  /** Tells this version of the template from every other; see `treeDigest`. */
  version: string;
}

/** Where New Project is asked for: the terminal or the editor. It answers the questions and shows what goes on. */
export interface NewProjectFront {
  /** Does a part of the work; the signal aborts when the person cancels, `report` says what it is at. */
  work: <T>(
    part: Part,
    run: (signal: AbortSignal, report: (text: string) => void) => Promise<T>,
  ) => Promise<T>;
  /** Hears what other programs write, as it comes. */
  output: (text: string) => void;
  /** Hears what is worth knowing and stops nothing. */
  notice: (text: string) => void;
  /** The password of a template that is a locked zip file; without it only COOKIECUTTER_REPO_PASSWORD opens one. */
  askPassword?: AskPassword;
  /** One of several templates. */
  chooseTemplate: (offered: readonly NestedTemplate[]) => Promise<NestedTemplate>;
  /** How the template's programs are to run; undefined when they are declined. */
  acceptHooks: (hooks: HooksToAccept) => Promise<HookRun | undefined>;
  /** The project that the person agrees to, made of their answers by `plan`. */
  answer: (
    template: Template,
    plan: (answers: Answers, outputDir: string) => Promise<PlannedProject>,
  ) => Promise<PlannedProject>;
}

export interface NewProject extends CreatedProject {
  commit: FirstCommit;
}

/**
 * Makes a project from any template: gets it, asks, renders, writes, commits, and keeps the answers for a replay.
 *
 * @throws Failure of `openSource`, `nestedTemplates`, `openTemplate` and `createProject`, config-…, replay-unreadable;
 * Cancelled. Nothing is left behind then.
 */
export async function newProject(request: NewProjectRequest, front: NewProjectFront): Promise<NewProject> {
  const config = await loadUserConfig(process.env, os.homedir());
  const bundled = path.join(request.root, 'templates');
  const source = await front.work('fetch', (signal) =>
    openSource(request.template, {
      ...(request.checkout === undefined ? {} : { checkout: request.checkout }),
      ...(request.directory === undefined ? {} : { directory: request.directory }),
      abbreviations: config.abbreviations,
      templateFolders: [bundled, config.templatesFolder],
      askPassword: (attempt) => zipPassword(process.env, attempt, front.askPassword),
      onProgress: front.output,
      signal,
    }),
  );
  const { folder, origin } = source;
  const project = await new Making(request, config, front).from(folder, origin).finally(source.close);
  const isBundled = folder.startsWith(bundled + path.sep);
  // One that cannot be written is no reason to call the project a failure.
  if (!isBundled) await writeReplay(config.replayFolder, folder, project.replay).catch(() => undefined);
  return project;
}

/** As in cookiecutter, the variable COOKIECUTTER_REPO_PASSWORD answers, and only where there is none the person. */
function zipPassword(
  env: NodeJS.ProcessEnv,
  attempt: number,
  ask: AskPassword = () => Promise.resolve(undefined),
): Promise<string | undefined> {
  const password = env['COOKIECUTTER_REPO_PASSWORD'];
  if (password === undefined) return ask(attempt);
  return Promise.resolve(attempt === 0 ? password : undefined);
}

/** One run of `newProject`, once the template is at hand. */
class Making {
  constructor(
    private readonly request: NewProjectRequest,
    private readonly config: UserConfig,
    private readonly front: NewProjectFront,
  ) {}

  /** Makes the project from the template in a folder, or from one of those that it offers. */
  async from(folder: string, origin: Origin): Promise<NewProject> {
    const { front } = this;
    const hooks = await this.acceptedHooks(folder);
    const prepared = hooks
      ? await front.work('prepare', (signal) => runPrePrompt(folder, hooks, signal))
      : { folder, close: () => Promise.resolve() };
    try {
      const offered = await nestedTemplates(prepared.folder);
      if (offered) {
        const chosen = await front.chooseTemplate(offered);
        // As in cookiecutter, the chosen template is named by its folder from here on.
        return await this.from(chosen.folder, { ...origin, template: chosen.folder });
      }
      const template = await this.open(prepared.folder, origin);
      const planned = await front.answer(template, (answers, outputDir) =>
        planProject({
          template,
          answers,
          outputDir,
          ...(this.request.existing ? { existing: this.request.existing } : {}),
          ...(hooks ? { hooks } : {}),
        }),
      );
      return await this.create(planned);
    } finally {
      await prepared.close();
    }
  }

  private async open(folder: string, origin: Origin): Promise<Template> {
    const { given, replayFile } = this.request;
    const template = await openTemplate(folder, {
      origin,
      defaults: this.config.defaults,
      ...(given ? { given } : {}),
      ...(replayFile === undefined ? {} : { replay: await readReplay(replayFile) }),
    });
    template.context.warnings.forEach(this.front.notice);
    return template;
  }

  private create(planned: PlannedProject): Promise<NewProject> {
    return this.front.work('create', async (signal, report) => {
      report(`Writing ${String(planned.files.length)} files`);
      const isMerged = await isThere(planned.path);
      const project = await planned.write(signal);
      if (isMerged) return { ...project, commit: { made: false, why: 'The folder was there already.' } };
      report('Making the first commit');
      const message = `Create from the ${withoutPassword(this.request.template)} template`;
      return { ...project, commit: await commitNewProject(project.path, message) };
    });
  }

  private async acceptedHooks(folder: string): Promise<HookRun | undefined> {
    const files = (await findHooks(folder)).map(({ file }) => file);
    if (files.length === 0) return undefined;
    const { template } = this.request;
    return this.front.acceptHooks({ template, folder, files, version: await treeDigest(folder) });
  }
}
