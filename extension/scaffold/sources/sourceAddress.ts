import { Failure } from '../../../contract/failure';

/** What a template is named by, once abbreviations are written out. */
export interface SourceAddress {
  kind: 'folder' | 'git' | 'zip';
  /** A path, or a URL. Of git without the prefix `git+`. */
  at: string;
  /** Whether a zip file is to be downloaded. */
  remote: boolean;
}

/** Begins like a URL, or like `user@host`; the same as cookiecutter's own rule. */
const REMOTE = /^(?:(?:(git|hg)\+)?(?:git|ssh|file|https?):(?:\/\/)?|\w+@[\w.]+)/;
/** git runs a program of the URL's choice for `ext::`; and one that begins with a hyphen would be an option. */
const TRANSPORT = /^[\w+.-]+::/;

/**
 * Reads what a person named a template by: a folder, a git URL (also `git+https:`, `user@host:path`, `gh:owner/name`),
 * a zip file or the URL of one.
 *
 * @param abbreviations what a prefix stands for, such as `gh`; `{0}` is what follows its colon.
 * @throws Failure `template-unsafe` for an address that is an option or a program; `template-unsupported` for Mercurial.
 */
export function readAddress(named: string, abbreviations: ReadonlyMap<string, string>): SourceAddress {
  const at = writtenOut(named, abbreviations);
  if (at.startsWith('-') || TRANSPORT.test(at)) {
    throw new Failure(
      'template-unsafe',
      `"${named}" is not the address of a template: git would take it for an option or a program.`,
      'Give a folder, the URL of a git repository, or a zip file.',
    );
  }
  const remote = REMOTE.exec(at);
  if (/\.zip$/i.test(at)) return { kind: 'zip', at, remote: remote !== null };
  if (!remote) return { kind: 'folder', at, remote: false };
  if (remote[1] === 'hg') {
    throw new Failure(
      'template-unsupported',
      `"${named}" is a Mercurial repository, which Bellhop does not read.`,
      'Clone it, and give its folder.',
    );
  }
  const url = at.replace(/^git\+/, '');
  return { kind: 'git', at: url.replace(/\/+$/, ''), remote: true };
}

function writtenOut(named: string, abbreviations: ReadonlyMap<string, string>): string {
  const whole = abbreviations.get(named);
  if (whole !== undefined) return whole;
  const [, prefix, rest] = /^([^:]*):(.*)$/s.exec(named) ?? [];
  const pattern = prefix === undefined ? undefined : abbreviations.get(prefix);
  return pattern === undefined ? named : pattern.replace(/\{0?\}/g, () => rest ?? '');
}
