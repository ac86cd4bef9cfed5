import { findEngine } from '../../../../extension/docker/findEngine';
import { startScorerContainer } from '../../../../extension/scorer/container/scorerContainer';

/** A process that owns a scorer's container, as another window does: it says so once it runs, and is there to be killed. */
const [host = '', image = '', artefact = '', project = ''] = process.argv.slice(2);
const nothing = (): void => undefined;
async function run(): Promise<void> {
  await startScorerContainer({
    engine: await findEngine({ setting: host }),
    image: () => Promise.resolve(image),
    project,
    artefact,
    port: 0,
    limits: { memory: 512, cpus: 1 },
    events: { onLog: nothing, onModel: nothing, onRefused: nothing, onProgress: nothing },
    signal: new AbortController().signal,
  });
  process.send?.('runs');
}

void run();
