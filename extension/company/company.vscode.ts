import * as vscode from 'vscode';
import { readCompany, type Company } from '../../contract/company';
import { Cancelled, Failure } from '../../contract/failure';
import { withProgress } from '../editor/progress.vscode';
import { loadCompany } from './loadCompany';

const LAST = 'bellhop.company.last';
const NONE: Company = { templates: [] };

/**
 * The company's defaults, from the file that the setting `bellhop.company` names; none where it names none. Where the
 * file cannot be had, what was last read of it serves, and a message says so. Throws Cancelled.
 */
export async function companyDefaults(state: vscode.Memento): Promise<Company> {
  const address = vscode.workspace.getConfiguration('bellhop').get<string>('company', '').trim();
  if (address === '') return NONE;
  try {
    const title = vscode.l10n.t('Reading the company file');
    const company = await withProgress(title, (signal) => loadCompany(address, signal));
    await state.update(LAST, { address, text: JSON.stringify({ schema: 1, ...company }) });
    return company;
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof Failure)) throw error;
    const last = state.get<{ address: string; text: string }>(LAST);
    void vscode.window.showWarningMessage(`${error.message} ${error.next}`);
    return last?.address === address ? readCompany(last.text, address) : NONE;
  }
}
