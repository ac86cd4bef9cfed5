import type { Log } from '../log';
import type { Exchange } from './exchange';

/** One line a request: which model answered what, and where the time went, in milliseconds. */
export function logRequest(log: Log, exchange: Exchange, status: number, milliseconds: number): void {
  const { request, id, path, rows, model, trace, parse, queue, compute, write } = exchange;
  // Ids, digest and method hold nothing that JSON escapes; 0 stands for a caller who went away before the answer.
  let fields =
    `"request_id":"${id}","method":"${request.method ?? ''}","path":${JSON.stringify(path.slice(0, 200))},` +
    `"status":${status === 0 ? null : status},"milliseconds":${rounded(milliseconds)}`;
  if (trace) fields += `,"trace_id":"${trace.id}","span_id":"${trace.span}"`;
  if (rows !== undefined) fields += `,"rows":${rows}`;
  if (model) fields += `,"model":"${model.digest}"`;
  if (parse !== undefined) fields += `,"parse":${rounded(parse)}`;
  if (queue !== undefined) fields += `,"queue":${rounded(queue)}`;
  if (compute !== undefined) fields += `,"compute":${rounded(compute)}`;
  if (write !== undefined) fields += `,"write":${rounded(write)}`;
  log.bulk('Request', fields);
}

/** To microseconds. Integers become text several times as fast as fractions. */
function rounded(milliseconds: number): string {
  const microseconds = Math.round(milliseconds * 1000);
  if (microseconds < 0) return String(microseconds / 1000);
  const whole = Math.floor(microseconds / 1000);
  const rest = microseconds - whole * 1000;
  return `${whole}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}
