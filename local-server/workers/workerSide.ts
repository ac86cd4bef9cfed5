import { isRecord } from '../../contract/version';
import type { FirstToWorker, WorkerToFirst } from './workerMessages';

/**
 * What a worker has to do with the numbers: it gives its own when asked, and asks for those of all.
 *
 * @param own this worker's numbers.
 * @returns asks for the numbers of all workers.
 */
export function shareMetrics(own: () => string): () => Promise<string> {
  const asked = new Map<number, (text: string) => void>();
  let last = 0;
  const tell = (message: WorkerToFirst): void => {
    if (process.connected) process.send?.(message);
  };
  process.on('message', (message: unknown) => {
    if (!isRecord(message)) return;
    const said = message as FirstToWorker;
    if (said.type === 'own-metrics') tell({ type: 'own-metrics', id: said.id, text: own() });
    if (said.type !== 'all-metrics') return;
    asked.get(said.id)?.(said.text);
    asked.delete(said.id);
  });
  return () =>
    new Promise((resolve) => {
      const id = (last += 1);
      asked.set(id, resolve);
      tell({ type: 'all-metrics', id });
    });
}
