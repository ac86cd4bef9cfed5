import cluster from 'node:cluster';
import { Failure, reason } from '../contract/failure';
import type { OwnerToScorer, ScorerToOwner } from '../contract/scorerMessages';
import { isRecord } from '../contract/version';
import { readCommandLine } from './commandLine';
import { createLog } from './log';
import { startScorer } from './startScorer';
import { Workers } from './workers/workers';
import { shareMetrics } from './workers/workerSide';

/** What several processes write to one pipe stays whole up to this length: PIPE_BUF is 4096 on Linux. */
const WHOLE_CHARACTERS = 4000;

/** The scorer as a program: arguments, the messages to its owner, signals and the exit status. */
const log = createLog(
  (lines) => process.stdout.write(lines),
  cluster.isWorker ? WHOLE_CHARACTERS : undefined,
);
// An owner that is gone no longer reads; the end of the IPC channel ends the scorer, not a failed write.
process.stdout.on('error', () => undefined);

function tell(message: ScorerToOwner): Promise<void> {
  return new Promise((resolve) => {
    if (process.send && process.connected) process.send(message, () => resolve());
    else resolve();
  });
}

function end(status: number): never {
  log.flush();
  process.exit(status);
}

/** Resolves with the reason when somebody wants the scorer to end. */
const ending = new Promise<string>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  if (process.send) {
    process.on('disconnect', () => resolve('owner gone'));
    const stop: OwnerToScorer['type'] = 'stop';
    process.on('message', (message: unknown) => {
      if (isRecord(message) && message['type'] === stop) resolve(stop);
    });
  }
});

async function run(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  const { workers = 1, drainMilliseconds = 0 } = options;
  const scorer =
    workers > 1 && cluster.isPrimary
      ? await Workers.start(workers, { log, drainMilliseconds, tell: (message) => void tell(message) })
      : await startScorer(options, {
          log,
          onListening: (port) => void tell({ type: 'listening', port }),
          onModel: (model) => void tell({ type: 'model', model }),
          onRefused: ({ code, message, next }) => void tell({ type: 'refused', code, message, next }),
          ...(cluster.isWorker ? { shareMetrics } : {}),
        });
  log.info('Stopping', { reason: await ending });
  await scorer.stop();
}

run().then(
  () => end(0),
  async (error: unknown) => {
    const { code, message, next } =
      error instanceof Failure
        ? error
        : new Failure(
            'internal',
            `The scorer failed: ${reason(error)}`,
            'Look at the log, and start it again.',
          );
    log.error('Failed', { code, reason: message, next });
    await tell({ type: 'failed', code, message, next });
    end(code === 'wrong-use' ? 2 : 1);
  },
);
