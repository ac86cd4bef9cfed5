import type { Company } from '../../contract/company';
import { environmentChoice, goingBy, resolveNetwork, useNetwork, type Network } from '../network/network';
import { networkOf } from './companyNetwork';
import { loadCompany } from './loadCompany';

/** The variable that names the company file on the command line. */
const VARIABLE = 'BELLHOP_COMPANY';
const NONE: Company = { templates: [] };

let known: Promise<Company> | undefined;
let network: Promise<Network> | undefined;

/**
 * The company's defaults, from the file that `BELLHOP_COMPANY` names; none where it names none. Read once.
 *
 * @throws those of `loadCompany` and `resolveNetwork`.
 */
export function commandLineCompany(signal: AbortSignal): Promise<Company> {
  known ??= read((process.env[VARIABLE] ?? '').trim(), signal);
  return known;
}

/**
 * Makes what the environment says, else the company file, the way to the network of a command. The file is not read before
 * something goes there.
 */
export function useCompany(signal: AbortSignal): void {
  const find = async (): Promise<Network> =>
    resolveNetwork(environmentChoice(process.env), networkOf(await commandLineCompany(signal)));
  useNetwork(() => (network ??= find()));
}

async function read(address: string, signal: AbortSignal): Promise<Company> {
  if (address === '') return NONE;
  // The file itself may have to be fetched, for which only the environment can tell the way.
  const own = await resolveNetwork(environmentChoice(process.env));
  return goingBy(own, () => loadCompany(address, signal));
}
