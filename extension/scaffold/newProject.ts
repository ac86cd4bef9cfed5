import { realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { isInside } from '../files/isInside';
import type { Answers } from './template/answers';
import { planProject, type CreatedProject, type PlannedProject } from './render/createProject';
import { createWithCookiecutter } from './cookiecutter/createWithCookiecutter';
import { commitNewProject, type FirstCommit } from './git';
import { withoutSecrets } from './sources/gitSource';
import { findHooks } from './hooks/hooks';
import { loadUserConfig } from './sources/loadUserConfig';
import type { Existing } from './render/mergeProject';
import { nestedTemplates, type NestedTemplate } from './template/nestedTemplates';
import { isThere } from './render/placeProject';
import { runPrePrompt } from './hooks/prePrompt';
import { findCookiecutter, type Cookiecutter } from './cookiecutter/pythonCookiecutter';
import type { TemplateRecord } from './update/record';
import { nestedRecord, templateRecord } from './update/recordedSource';
import { readReplay, writeReplay } from './replay';
import type { HookRun } from './hooks/runHooks';
import { openSource } from './sources/source';
import { openTemplate, type Origin, type Template } from './template/template';
import { treeDigest } from './sources/treeDigest';
import { UnknownExtensions } from './template/unknownExtensions';
import type { UserConfig } from './sources/userConfig';
import type { AskPassword } from './sources/zipEntry';

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
  /** What renders it; Bellhop's own engine gives way to cookiecutter where the template needs Python. */
  engine: 'bellhop' | 'cookiecutter';
  /** What to do where the project's folder is there already; it is refused where nothing is said. */
  existing?: Existing;
  /** Answers that a script gave; see `ContextChanges`. */
  given?: ReadonlyMap<string, string>;
  /** Bellhop's own root: holds `templates/`. */
  root: string;
}

/** The parts of the work that may take a while. */
export type Part = 'fetch' | 'prepare' | 'render' | 'create';

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

/** Which cookiecutter is to render a template, and why. */
export interface CookiecutterUse {
  cookiecutter: Cookiecutter;
  /** Why Bellhop cannot; undefined where the person chose cookiecutter. */
  reason?: UnknownExtensions;
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
  /** One of the templates in a source that is none itself, by its folder; without it, that is an error. */
  chooseDirectory?: (directories: readonly string[]) => Promise<string>;
  /** One of several templates. */
  chooseTemplate: (offered: readonly NestedTemplate[]) => Promise<NestedTemplate>;
  /** The Python interpreter that the person chose, or that is found. Throws Failure `python-…`. */
  python: () => Promise<string>;
  /** Asks whether the template is trusted to run as Python does; throws what ends the work where it is not. */
  trustCookiecutter: (use: CookiecutterUse) => Promise<void>;
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
      ...(front.chooseDirectory ? { chooseDirectory: front.chooseDirectory } : {}),
      askPassword: (attempt) => zipPassword(process.env, attempt, front.askPassword),
      onProgress: front.output,
      signal,
    }),
  );
  const { folder, root, origin } = source;
  const project = await templateRecord(source, bundled)
    .then((record) => new Making(request, config, front, root).from({ folder, origin, record }))
    .finally(source.close);
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

/** A template at hand, and what the project will say of where it comes from. */
interface Source {
  folder: string;
  origin: Origin;
  record: TemplateRecord;
}

/** One run of `newProject`, once the template is at hand. */
class Making {
  constructor(
    private readonly request: NewProjectRequest,
    private readonly config: UserConfig,
    private readonly front: NewProjectFront,
    /** What the links of the template may lead to. */
    private readonly root: string,
  ) {}

  /** Makes the project from the template in a folder, or from one of those that it offers. */
  async from(source: Source): Promise<NewProject> {
    const { front } = this;
    const { folder, origin, record } = source;
    const hooks = await this.acceptedHooks(folder);
    const prepared = hooks
      ? await front.work('prepare', (signal) => runPrePrompt(folder, hooks, signal))
      : { folder, close: () => Promise.resolve() };
    try {
      const offered = await nestedTemplates(prepared.folder);
      if (offered) {
        const chosen = await front.chooseTemplate(offered);
        // As in cookiecutter, the chosen template is named by its folder from here on.
        return await this.from({
          folder: chosen.folder,
          origin: { ...origin, template: chosen.folder },
          record: nestedRecord(record, await realpath(prepared.folder), chosen.folder),
        });
      }
      const planned = await this.plan({ ...source, folder: prepared.folder }, hooks);
      return await this.create(planned);
    } finally {
      await prepared.close();
    }
  }

  private async plan({ folder, origin, record }: Source, hooks?: HookRun): Promise<PlannedProject> {
    const { front, request } = this;
    const { given, replayFile } = request;
    const options = {
      origin,
      root: await this.rootOf(folder),
      defaults: this.config.defaults,
      ...(given ? { given } : {}),
      ...(replayFile === undefined ? {} : { replay: await readReplay(replayFile) }),
    };
    const own = request.engine === 'bellhop' ? await openUnlessPython(folder, options) : undefined;
    if (own && !(own instanceof UnknownExtensions)) {
      own.context.warnings.forEach(front.notice);
      return front.answer(own, (answers, outputDir) =>
        front.work('render', (signal, onProgress) =>
          planProject({
            template: own,
            answers,
            outputDir,
            record,
            ...(request.existing ? { existing: request.existing } : {}),
            ...(hooks ? { hooks } : {}),
            signal,
            onProgress,
          }),
        ),
      );
    }
    const template = await openTemplate(folder, { ...options, extensions: 'ignore' });
    const cookiecutter = await this.cookiecutter(template.context.unknownExtensions, own);
    template.context.warnings.forEach(front.notice);
    return front.answer(template, (answers, outputDir) => {
      const run = { cookiecutter, template, answers, outputDir, record, ...(hooks ? { hooks } : {}) };
      const write = (signal?: AbortSignal) =>
        createWithCookiecutter({ ...run, onOutput: front.output, ...(signal ? { signal } : {}) });
      return Promise.resolve({ write });
    });
  }

  /** A copy that hooks `pre_prompt` changed is all that its links may lead to, as in cookiecutter. */
  private async rootOf(folder: string): Promise<string> {
    const [root, at] = await Promise.all([realpath(this.root), realpath(folder)]);
    return isInside(root, at) ? root : folder;
  }

  /** The cookiecutter that the person trusts the template to. */
  private async cookiecutter(
    extensions: readonly string[],
    reason: UnknownExtensions | undefined,
  ): Promise<Cookiecutter> {
    const { front } = this;
    const python = await front.python().catch((error: unknown) => {
      if (!reason || !(error instanceof Failure)) throw error;
      throw new Failure(error.code, `${reason.message} ${error.message}`, error.next, { cause: error });
    });
    const found = await front.work('prepare', (signal) => findCookiecutter(python, extensions, signal));
    await front.trustCookiecutter({ cookiecutter: found, ...(reason ? { reason } : {}) });
    return found;
  }

  private create(planned: PlannedProject): Promise<NewProject> {
    return this.front.work('create', async (signal, report) => {
      if (planned.preview) report(`Writing ${String(planned.preview.files.length)} files`);
      const isMerged = planned.preview !== undefined && (await isThere(planned.preview.path));
      const project = await planned.write(signal);
      if (isMerged) return { ...project, commit: { made: false, why: 'The folder was there already.' } };
      report('Making the first commit');
      const message = `Create from the ${withoutSecrets(this.request.template)} template`;
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

/** The template, or why only Python can render it. */
async function openUnlessPython(
  folder: string,
  options: Parameters<typeof openTemplate>[1],
): Promise<Template | UnknownExtensions> {
  try {
    return await openTemplate(folder, options);
  } catch (error) {
    if (error instanceof UnknownExtensions) return error;
    throw error;
  }
}
