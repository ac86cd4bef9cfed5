import * as vscode from 'vscode';
import type { Company } from '../../contract/company';
import { Cancelled, Failure } from '../../contract/failure';
import { isRecord } from '../../contract/version';
import { withProgress } from '../editor/progress.vscode';
import { listOf, resolveNetwork, useNetwork, type NetworkChoice } from '../network/network';
import { networkOf } from './companyNetwork';
import { loadCompany } from './loadCompany';

const LAST = 'bellhop.company.lastRead';
const NONE: Company = { templates: [] };

/** What was read in this window, and where. */
let known: { address: string; company: Company } | undefined;

/**
 * The company's defaults, from the file that the setting `bellhop.company` names, with the settings that take the place of
 * single ones of them; read once a window. Where the file cannot be had, what was last read of it serves, and a message
 * says so.
 *
 * @param anew reads the file again. @throws Cancelled.
 */
export async function companyDefaults(state: vscode.Memento, anew = false): Promise<Company> {
  const address = setting('company') ?? '';
  if (address === '') return { ...NONE, ...ownDefaults() };
  if (anew || known?.address !== address) known = { address, company: await read(address, state) };
  return { ...known.company, ...ownDefaults() };
}

/** The base image of the company file that was read in this window. */
export function companyBaseImage(): string | undefined {
  return known?.address === setting('company') ? known?.company.baseImage : undefined;
}

/**
 * Sets the way to the network of this window: as the settings say, else as the company file does.
 *
 * @param anew reads the company file again. @throws Failure of `resolveNetwork`; Cancelled.
 */
export async function connectEditor(state: vscode.Memento, anew = false): Promise<void> {
  const own = ownNetwork();
  // The company file itself may have to be fetched.
  useNetwork(await resolveNetwork(own));
  useNetwork(await resolveNetwork(own, networkOf(await companyDefaults(state, anew))));
}

async function read(address: string, state: vscode.Memento): Promise<Company> {
  try {
    const title = vscode.l10n.t('Reading the company file');
    const company = await withProgress(title, (signal) => loadCompany(address, signal));
    await state.update(LAST, { address, company });
    return company;
  } catch (error) {
    if (error instanceof Cancelled || !(error instanceof Failure)) throw error;
    void vscode.window.showWarningMessage(`${error.message} ${error.next}`);
    const last = state.get<unknown>(LAST);
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
