import type { Log } from '../log';
import type { Exchange } from './exchange';

/** One line a request: which model answered what, and where the time went, in milliseconds. */
export function logRequest(log: Log, exchange: Exchange, status: number, milliseconds: number): void {
  const { request, id, path, rows, model, trace } = exchange;
  log.bulk('Request', {
    request_id: id,
    trace_id: trace?.id,
    span_id: trace?.span,
    method: request.method,
    path: path.slice(0, 200),
    // The caller went away before the answer.
    status: status === 0 ? null : status,
    milliseconds: rounded(milliseconds),
    rows,
    model: model?.digest,
    parse: rounded(exchange.parse),
    queue: rounded(exchange.queue),
    compute: rounded(exchange.compute),
    write: rounded(exchange.write),
  });
}

/** To microseconds. */
function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1000) / 1000;
}
