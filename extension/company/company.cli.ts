import type { Company } from '../../contract/company';
import { environmentChoice, resolveNetwork, useNetwork } from '../network/network';
import { networkOf } from './companyNetwork';
import { loadCompany } from './loadCompany';

/** The variable that names the company file on the command line. */
const VARIABLE = 'BELLHOP_COMPANY';
const NONE: Company = { templates: [] };

let known: Promise<Company> | undefined;

/**
 * The company's defaults, from the file that `BELLHOP_COMPANY` names; none where it names none. Read once.
 *
 * @throws those of `loadCompany`.
 */
export function commandLineCompany(signal: AbortSignal): Promise<Company> {
  const address = (process.env[VARIABLE] ?? '').trim();
  known ??= address === '' ? Promise.resolve(NONE) : loadCompany(address, signal);
  return known;
}

/**
 * Sets the way to the network of a command: as the environment says, else as the company file does.
 *
 * @throws those of `resolveNetwork` and `loadCompany`.
 */
export async function connectCommand(signal: AbortSignal): Promise<void> {
  const own = environmentChoice(process.env);
  // The company file itself may have to be fetched.
  useNetwork(await resolveNetwork(own));
  useNetwork(await resolveNetwork(own, networkOf(await commandLineCompany(signal))));
}
