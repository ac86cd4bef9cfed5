import type { ServedModel } from '../../model/servedModel';
import type { Exchange } from '../exchange';
import { detailsHidden } from '../hideDetails';
import { HttpProblem, methodNotAllowed, send } from '../problem';
import type { RouteTable } from '../routeTable';

interface Permits {
  readonly mayControl: boolean;
  readonly hidesDetails: boolean;
}

/**
 * Answers what a protocol is asked beside scores.
 *
 * @param permits whether a caller may change what is served, and is told what the model takes.
 * @throws HttpProblem 404 where the protocol has nothing at the path, 405 for another method, and those of the page.
 */
export async function answerPage(
  exchange: Exchange,
  routes: RouteTable,
  served: ServedModel,
  { mayControl, hidesDetails }: Permits,
): Promise<void> {
  const { request, response, path } = exchange;
  const found = routes.findPage(path);
  if (!found) throw new HttpProblem(404, 'not-found', `There is nothing at ${path.slice(0, 100)}.`);
  const { route: page, parameters } = found;
  exchange.route = page.name;
  const allowed = page.method === 'GET' ? ['GET', 'HEAD'] : [page.method];
  if (!allowed.includes(request.method ?? '')) throw methodNotAllowed(page.name, allowed.join(', '));
  if (page.isDetail && hidesDetails) throw detailsHidden();
  if (page.isControl && !mayControl) {
    const detail =
      'Models are loaded and unloaded over HTTP only at 127.0.0.1 or with a token, and by a scorer without --workers.';
    throw new HttpProblem(403, 'control-refused', detail);
  }
  const { status, ...answer } = await page.answer(served, parameters);
  send(response, status, answer, exchange.headers);
}
