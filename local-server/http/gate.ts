import { createHash, timingSafeEqual } from 'node:crypto';
import type { Log } from '../log';
import type { Exchange } from './exchange';
import type { AllowedHosts } from './hosts';
import { HttpProblem } from './problem';

/** Decides whether a request is let in, before anything else is looked at. */
export class Gate {
  private readonly token: Buffer | undefined;
  private readonly probes: ReadonlySet<string>;

  /**
   * @param probes the paths that probes ask, which have no token.
   * @param token where given, every other request must bear it.
   */
  constructor(
    private readonly log: Log,
    private readonly hosts: AllowedHosts,
    probes: readonly string[],
    token?: string,
  ) {
    this.probes = new Set(probes);
    this.token = token === undefined ? undefined : digest(token);
  }

  /** @throws HttpProblem 403 for a foreign Host or Origin, 401 without the token. */
  admit({ request: { headers }, id, path }: Exchange): void {
    if (!this.hosts.allowsHost(headers.host)) {
      this.log.warn('Host refused', { request_id: id });
      throw new HttpProblem(
        403,
        'host-refused',
        'The Host header names a host that this scorer does not answer to; --allowed-host adds one.',
      );
    }
    if (!this.hosts.allowsOrigin(headers.origin)) {
      this.log.warn('Origin refused', { request_id: id });
      throw new HttpProblem(403, 'origin-refused', 'Requests from pages of another origin are refused.');
    }
    if (this.token && !this.probes.has(path) && !bears(headers.authorization, this.token)) {
      this.log.warn('Token refused', { request_id: id });
      throw new HttpProblem(
        401,
        'token-refused',
        'This scorer wants "Authorization: Bearer" with its token.',
        {
          headers: { 'www-authenticate': 'Bearer' },
        },
      );
    }
  }
}

/** Compares digests, in a time that depends on neither token nor length. */
function bears(authorization: string | undefined, token: Buffer): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), token);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
