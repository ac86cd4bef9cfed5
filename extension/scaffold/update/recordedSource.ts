import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Cancelled } from '../../../contract/failure';
import { exists } from '../../files/exists';
import { git, textOf } from '../sources/gitCommand';
import { withoutSecrets } from '../sources/gitSource';
import type { TemplateRecord } from './record';
import type { OpenSource } from '../sources/source';
import { treeDigest } from '../sources/treeDigest';

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * What is recorded of a template that was opened: of a clone its URL and commit; of a folder that git keeps the whole
 * repository and its HEAD (what is not committed there has no name, and shows as the person's own change in an update);
 * of a bundled template its name, of another folder or a zip file the path, and a digest.
 *
 * @param bundled the folder that holds Bellhop's own templates.
 */
export async function templateRecord(source: OpenSource, bundled: string): Promise<TemplateRecord> {
  const { address, root, folder, commit, origin } = source;
  const directory = inside(root, folder);
  if (commit !== undefined) {
    return { template: withoutSecrets(address.at), commit, checkout: origin.checkout, directory };
  }
  if (address.kind === 'folder' && path.dirname(root) !== path.resolve(bundled)) {
    const repository = await repositoryOf(root);
    if (repository) {
      const { top, head } = repository;
      return { template: top, commit: head, checkout: null, directory: inside(top, folder) };
    }
  }
  const isBundled = address.kind === 'folder' && path.dirname(root) === path.resolve(bundled);
  const at = address.remote ? withoutSecrets(address.at) : path.resolve(address.at);
  const template = isBundled ? path.basename(root) : at;
  return { template, commit: await versionByDigest(root), checkout: null, directory };
}

/** A record of one of the templates that the recorded one offers. @param folder of the one, @param inner of the other. */
export function nestedRecord(record: TemplateRecord, folder: string, inner: string): TemplateRecord {
  const below = inside(folder, inner);
  const parts = [record.directory, below].filter((part) => part !== null);
  return { ...record, directory: parts.length === 0 ? null : parts.join('/') };
}

/** What stands for the version of a template that is in no git repository. */
export async function versionByDigest(root: string): Promise<string> {
  return `sha256:${await treeDigest(root)}`;
}

/** Whether a record names its version by a commit of git. */
export function isCommit({ commit }: Pick<TemplateRecord, 'commit'>): boolean {
  return COMMIT.test(commit);
}

/** What `openSource` takes to get a recorded template: a repository on this machine is cloned, to have its history. */
export async function sourceName(record: TemplateRecord): Promise<string> {
  const { template } = record;
  const isLocal = isCommit(record) && path.isAbsolute(template) && (await exists(template));
  return isLocal ? pathToFileURL(template).href : template;
}

function inside(root: string, folder: string): string | null {
  const relative = path.relative(root, folder);
  return relative === '' ? null : relative.split(path.sep).join('/');
}

/** The repository that keeps a template's folder; none where git does not know its cookiecutter.json. */
async function repositoryOf(folder: string): Promise<{ top: string; head: string } | undefined> {
  try {
    await git(['ls-files', '--error-unmatch', '--', '*cookiecutter.json'], { cwd: folder });
    const answer = textOf(await git(['rev-parse', '--show-toplevel', 'HEAD'], { cwd: folder }));
    const [top, head] = answer.split(/\r?\n/);
    return top === undefined || head === undefined ? undefined : { top: path.resolve(top), head };
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return undefined;
  }
}
