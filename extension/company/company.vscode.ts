import * as vscode from 'vscode';
import type { Company } from '../../contract/company';
import { Cancelled, Failure } from '../../contract/failure';
import { isRecord } from '../../contract/version';
import { withProgress } from '../editor/progress.vscode';
import { goingBy, listOf, resolveNetwork, useNetwork, type NetworkChoice } from '../network/network';
import { networkOf } from './companyNetwork';
import { loadCompany } from './loadCompany';

const LAST = 'bellhop.company.lastRead';
const NONE: Company = { templates: [] };

/** What is read in this window, and where. */
let known: { address: string; company: Promise<Company> } | undefined;
let state: vscode.Memento | undefined;

/**
 * Makes the settings, else the company file, the way to the network of this window. Neither is read before something goes
 * there.
 *
 * @param memento keeps what was last read of the company file.
 */
export function useCompany(memento: vscode.Memento): void {
  state = memento;
  useNetwork(async () => {
    const own = ownNetwork();
    return resolveNetwork(own, networkOf(await companyDefaults()));
  });
}

/**
 * The company's defaults, from the file that the setting `bellhop.company` names, with the settings that take the place of
 * single ones of them; read once a window. Where the file cannot be had, what was last read of it serves, and a message
 * says so.
 *
 * @param anew reads the file again. @throws Failure of `resolveNetwork`; Cancelled.
 */
export async function companyDefaults(anew = false): Promise<Company> {
  const address = setting('company') ?? '';
  if (address === '') return { ...NONE, ...ownDefaults() };
  if (anew || known?.address !== address) known = { address, company: read(address) };
  const reading = known;
  try {
    return { ...(await reading.company), ...ownDefaults() };
  } catch (error) {
    // The next one who asks reads it again.
    if (known === reading) known = undefined;
    throw error;
  }
}

async function read(address: string): Promise<Company> {
  // The file itself may have to be fetched, for which only the settings can tell the way.
  const own = await resolveNetwork(ownNetwork());
  try {
    const title = vscode.l10n.t('Reading the company file');
    const company = await withProgress(title, (signal) => goingBy(own, () => loadCompany(address, signal)));
    await state?.update(LAST, { address, company });
    return company;
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof Failure)) throw error;
    void vscode.window.showWarningMessage(`${error.message} ${error.next}`);
    const last = state?.get<unknown>(LAST);
    return isRecord(last) && last['address'] === address ? (last['company'] as Company) : NONE;
  }
}

function ownDefaults(): Partial<Company> {
  const [packageIndex, framework] = [setting('packages.index'), setting('packages.framework')];
  return {
    ...(packageIndex !== undefined && { packageIndex }),
    ...(framework !== undefined && { framework }),
  };
}

function ownNetwork(): NetworkChoice {
  const [proxy, noProxy, caFile] = ['proxy', 'noProxy', 'caFile'].map((name) => setting(`network.${name}`));
  return {
    ...(proxy !== undefined && { proxy }),
    ...(noProxy !== undefined && { noProxy: listOf(noProxy) }),
    ...(caFile !== undefined && { caFile }),
    from: vscode.l10n.t('the settings bellhop.network'),
  };
}

/** The text of a setting; undefined where it is empty. */
function setting(name: string): string | undefined {
  return vscode.workspace.getConfiguration('bellhop').get<string>(name, '').trim() || undefined;
}
