import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../../contract/failure';
import { checkHeader, isLoopback, readAddress, type GivenAddress } from './urlTarget';
import type { UrlTargets } from './urlTargets';

/** The headers as they are to be; a value that is undefined stays as it is. */
type Headers = Record<string, string | undefined>;

/** Asks for an address, a name and headers, and gives the id of the new target. Throws Cancelled. */
export async function addTarget(urls: UrlTargets): Promise<string> {
  const title = vscode.l10n.t('Add Target');
  const given = await askAddress(title, '');
  const name = await askName(title, nameOf(given.url));
  const headers = await askHeaders(title, given.url, given.headers);
  return urls.add(name, { url: given.url, headers: withValues(headers) });
}

/** Asks the same of a target that is there. Gives undefined: what was chosen stays chosen. Throws Cancelled. */
export async function editTarget(urls: UrlTargets, id: string): Promise<undefined> {
  const target = urls.get(id);
  if (!target) return undefined;
  const title = vscode.l10n.t('Edit Target');
  const given = await askAddress(title, target.url);
  const name = await askName(title, target.title);
  const same = new URL(given.url).origin === new URL(target.url).origin;
  // What was given for one server is not sent to another.
  const before: Headers = same ? Object.fromEntries(target.headers.map((each) => [each, undefined])) : {};
  const headers = await askHeaders(title, given.url, { ...before, ...given.headers });
  await urls.edit(id, name, given.url, headers);
  return undefined;
}

/** Removes a target, after a question. */
export async function removeTarget(urls: UrlTargets, id: string): Promise<undefined> {
  const target = urls.get(id);
  if (!target) return undefined;
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the target {0}?', target.title),
    { modal: true, detail: vscode.l10n.t('Its address and its headers are forgotten.') },
    remove,
  );
  if (answer === remove) await urls.remove(id);
  return undefined;
}

async function askAddress(title: string, value: string): Promise<GivenAddress> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The address that stands before /predict, such as http://127.0.0.1:8080'),
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => problemOf(() => readAddress(typed)),
  });
  if (text === undefined) throw new Cancelled();
  return readAddress(text);
}

async function askName(title: string, value: string): Promise<string> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('What the target is called'),
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? vscode.l10n.t('Give the target a name.') : undefined),
  });
  if (name === undefined) throw new Cancelled();
  return name.trim();
}

/** Shows the headers until a person is content with them. */
async function askHeaders(title: string, url: string, given: Headers): Promise<Headers> {
  let headers = { ...given };
  const done = vscode.l10n.t('Done');
  const add = vscode.l10n.t('Add a Header…');
  for (;;) {
    const names = Object.keys(headers);
    const items: (vscode.QuickPickItem & { header?: string })[] = [
      { label: `$(check) ${done}`, description: count(names.length) },
      { label: `$(add) ${add}`, ...(warning(url) !== undefined && { detail: warning(url) ?? '' }) },
      ...names.map((header) => ({
        label: `$(trash) ${header}`,
        description: vscode.l10n.t('remove this header'),
        header,
      })),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Headers that go with each request, such as a token'),
      ignoreFocusOut: true,
    });
    if (!chosen) throw new Cancelled();
    const { header } = chosen;
    if (header !== undefined) headers = without(headers, header);
    else if (chosen.label.endsWith(done)) return headers;
    else headers = { ...headers, ...(await askHeader(title)) };
  }
}

/** One header; none where a person thought better of it. */
async function askHeader(title: string): Promise<Headers> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The name of the header, such as Authorization'),
    ignoreFocusOut: true,
    validateInput: (typed) => problemOf(() => checkHeader(typed.trim(), 'x')),
  });
  if (name === undefined) return {};
  const value = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The value of {0}. It is kept with the secrets of the editor.', name.trim()),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => problemOf(() => checkHeader(name.trim(), typed)),
  });
  return value === undefined ? {} : { [name.trim()]: value };
}

function without(headers: Headers, name: string): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));
}

function withValues(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function count(headers: number): string {
  if (headers === 0) return vscode.l10n.t('without headers');
  return headers === 1 ? vscode.l10n.t('with 1 header') : vscode.l10n.t('with {0} headers', headers);
}

/** Over plain HTTP to another machine everybody on the way can read a header. */
function warning(url: string): string | undefined {
  if (url.startsWith('https:') || isLoopback(url)) return undefined;
  return vscode.l10n.t('This address is plain http: others on the network can read the headers.');
}

function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`;
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return `${error.message} ${error.next}`;
    throw error;
  }
}
