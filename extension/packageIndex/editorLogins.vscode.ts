import * as vscode from 'vscode';
import { firstLogin, machineLogins, type FindLogin } from './logins';
import type { Login } from './netrc';

/**
 * The logins for package indexes in the editor: those of the machine, else one that was typed before and lies in the
 * editor's secret storage, else, where one may ask, one that is typed now.
 *
 * @param mayAsk whether a person is asked for what is missing.
 */
export function editorLogins(secrets: vscode.SecretStorage, mayAsk: boolean): FindLogin {
  const stored: FindLogin = async ({ origin }) => readLogin(await secrets.get(keyOf(origin)));
  const asked: FindLogin = async (address, refusal) => {
    if (!mayAsk || !refusal) return undefined;
    const login = await askLogin(address, refusal.login);
    if (login) await secrets.store(keyOf(address.origin), JSON.stringify(login));
    return login;
  };
  return firstLogin(machineLogins(), stored, asked);
}

async function askLogin({ host }: URL, refused: Login | undefined): Promise<Login | undefined> {
  const title = vscode.l10n.t('Package index {0}', host);
  const user = await vscode.window.showInputBox({
    title,
    prompt: refused
      ? vscode.l10n.t('{0} refused the last user name and password. User name', host)
      : vscode.l10n.t('{0} asks for a login. User name', host),
    value: refused?.user ?? '',
    ignoreFocusOut: true,
  });
  if (user === undefined) return undefined;
  const password = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Password or token of {0}. It is kept in the secret storage of the editor', user),
    password: true,
    ignoreFocusOut: true,
  });
  return password === undefined ? undefined : { user, password };
}

function keyOf(origin: string): string {
  return `bellhop.packageIndex.${origin}`;
}

function readLogin(text: string | undefined): Login | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Login);
}
