import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { COMPANY_FILE, readCompany, type Company } from '../../contract/company';
import { Failure, reason } from '../../contract/failure';
import { temporaryFolder } from '../files/temporaryFolder';
import { download } from '../scaffold/sources/download';
import { cloneTemplate, withoutSecrets } from '../scaffold/sources/gitSource';
import { readAddress } from '../scaffold/sources/sourceAddress';

/**
 * Loads a company file: a path or the URL of a JSON file, else a folder or a git repository that holds `company.json`.
 *
 * @throws Failure `company-missing`, `company-broken`, `schema-newer`, `clone-failed`, `download-failed`; Cancelled.
 */
export async function loadCompany(address: string, signal?: AbortSignal): Promise<Company> {
  const { folder, close } = await temporaryFolder('company');
  try {
    const file = await fetched(address, folder, signal);
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      const message = `The company file ${withoutSecrets(address)} cannot be read: ${reason(cause)}.`;
      throw new Failure('company-missing', message, 'Correct the setting bellhop.company.', { cause });
    });
    const company = readCompany(text, withoutSecrets(address));
    const { caFile } = company;
    if (caFile === undefined || path.isAbsolute(caFile)) return company;
    if (file.startsWith(folder + path.sep)) {
      throw new Failure(
        'company-broken',
        `${withoutSecrets(address)}: "ca_file" must be an absolute path, since the company file is not on this machine.`,
        'Correct "ca_file", or tell whoever keeps the company file.',
      );
    }
    return { ...company, caFile: path.resolve(path.dirname(file), caFile) };
  } finally {
    await close();
  }
}

/** The file on this machine, in `folder` where it had to be fetched. */
async function fetched(address: string, folder: string, signal?: AbortSignal): Promise<string> {
  const { kind, at } = readAddress(address, new Map());
  if (kind === 'folder') {
    const found = await stat(at).catch(() => undefined);
    return found?.isDirectory() === true ? path.join(at, COMPANY_FILE) : at;
  }
  if (/^https?:.*\.json$/i.test(at)) {
    const file = path.join(folder, COMPANY_FILE);
    await download(at, file, signal);
    return file;
  }
  const clone = await cloneTemplate(at, folder, signal ? { signal } : {});
  return path.join(clone.folder, COMPANY_FILE);
}
