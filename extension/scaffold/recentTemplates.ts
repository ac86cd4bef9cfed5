import path from 'node:path';
import { isRecord } from '../../contract/version';
import { withoutSecrets } from './sources/gitSource';

/** A template that a project was made from. */
export interface RecentTemplate {
  /** How it was named: a folder, a git URL, a zip file, or what abbreviates one. */
  template: string;
  checkout?: string;
  /** The folder inside the source that holds cookiecutter.json. */
  directory?: string;
}

const MOST = 10;

/** Reads the list from where it is kept; what is not of its form is passed over. */
export function readRecent(kept: unknown): RecentTemplate[] {
  const entries: unknown[] = Array.isArray(kept) ? kept : [];
  return entries.flatMap((entry) => {
    if (!isRecord(entry) || typeof entry['template'] !== 'string') return [];
    const { template, checkout, directory } = entry;
    return [
      {
        template,
        ...(typeof checkout === 'string' ? { checkout } : {}),
        ...(typeof directory === 'string' ? { directory } : {}),
      },
    ];
  });
}

/** The list with this template first, once, without a password. */
export function withRecent(list: readonly RecentTemplate[], used: RecentTemplate): RecentTemplate[] {
  const entry = { ...used, template: withoutSecrets(used.template) };
  const isOther = (one: RecentTemplate): boolean =>
    one.template !== entry.template || one.checkout !== entry.checkout || one.directory !== entry.directory;
  return [entry, ...list.filter(isOther)].slice(0, MOST);
}

/** What to call a template in a line: the last part of its address. */
export function shortName(template: string): string {
  const last = template.split(/[/\\:]/).findLast((part) => part !== '') ?? template;
  return path.basename(last, last.endsWith('.git') ? '.git' : '.zip');
}
