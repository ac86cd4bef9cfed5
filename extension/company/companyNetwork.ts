import type { Company } from '../../contract/company';
import type { NetworkChoice } from '../network/network';

/** What a company file says of the way to the network. */
export function networkOf({ proxy, noProxy, caFile }: Company): NetworkChoice {
  return {
    ...(proxy !== undefined && { proxy }),
    ...(noProxy !== undefined && { noProxy }),
    ...(caFile !== undefined && { caFile }),
    from: 'the company file',
  };
}
