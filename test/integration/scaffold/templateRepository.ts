import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { templateRecord } from '../../../extension/scaffold/update/recordedSource';
import { openSource } from '../../../extension/scaffold/sources/source';
import { openTemplate } from '../../../extension/scaffold/template/template';

/** The folder of the project in the template. */
export const SLUG = '{{cookiecutter.slug}}';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Åse',
  GIT_AUTHOR_EMAIL: 'aase@example.com',
  GIT_COMMITTER_NAME: 'Åse',
  GIT_COMMITTER_EMAIL: 'aase@example.com',
};

/** What a file of a template or a project becomes: a content, `true` for executable, `null` for gone. */
export type Edits = Record<string, string | Buffer | true | null>;

/** Runs git in a folder, under a name of its own. */
export function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, ...IDENTITY };
  return execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    env,
  }).trimEnd();
}

/** Changes files of a folder. */
export async function edit(folder: string, edits: Edits): Promise<void> {
  for (const [name, content] of Object.entries(edits)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (content === null) await rm(file);
    else if (content === true) await chmod(file, 0o755);
    else await writeFile(file, content);
  }
}

/** Changes files of a repository and commits them. @returns the commit. */
export async function commit(folder: string, edits: Edits): Promise<string> {
  await edit(folder, edits);
  // What a template's files tell git to ignore, it does not ignore itself.
  const isTemplate = existsSync(path.join(folder, 'cookiecutter.json'));
  git(folder, 'add', '--all', ...(isTemplate ? ['--force'] : []));
  git(folder, 'commit', '--quiet', '--message', 'change');
  return git(folder, 'rev-parse', 'HEAD');
}

/** A template in a git repository of its own, and projects made from it, in a temporary folder. */
export class TemplateRepository {
  private constructor(
    readonly folder: string,
    readonly repository: string,
  ) {}

  static async make(context: object, files: Edits): Promise<TemplateRepository> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-update-'));
    const made = new TemplateRepository(folder, path.join(folder, 'our-template'));
    await mkdir(made.repository);
    git(made.repository, 'init', '--quiet', '--initial-branch', 'main');
    await made.commit(files, context);
    return made;
  }

  /** Commits a new version. @param files relative to the project's folder in it. */
  commit(files: Edits, context?: object): Promise<string> {
    const edits: Edits = Object.fromEntries(
      Object.entries(files).map(([name, content]) => [`${SLUG}/${name}`, content]),
    );
    if (context) edits['cookiecutter.json'] = JSON.stringify(context);
    return commit(this.repository, edits);
  }

  /** A project with its record, committed, but for one `into` a folder. @param named the template, else this one. */
  async project(
    options: { named?: string; bundled?: string; answers?: Record<string, string>; into?: string } = {},
  ): Promise<string> {
    const { named = this.repository, bundled = path.join(this.folder, 'bundled'), answers = {} } = options;
    const outputDir = options.into ?? (await mkdtemp(path.join(this.folder, 'out-')));
    const source = await openSource(named, { abbreviations: new Map(), templateFolders: [bundled] });
    const template = await openTemplate(source.folder, { origin: source.origin });
    const record = await templateRecord(source, bundled);
    const created = await createProject({
      template,
      answers: new Map(Object.entries(answers)),
      outputDir,
      record,
    });
    await source.close();
    if (options.into === undefined) {
      git(created.path, 'init', '--quiet', '--initial-branch', 'main');
      await commit(created.path, {});
    }
    return created.path;
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
