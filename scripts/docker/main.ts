import { reason } from '../../contract/failure';
import { ownHost, startDockerd, stopDockerd } from './dockerd';
import { ensureBaseImage } from './baseImage';
import { ensurePythonImage } from './pythonImage';
import { socketClient } from './engineAnswers';

/**
 * `npx tsx scripts/docker/main.ts start|stop`: the tests' own Docker engine, kept running from one run to the next, and
 * ended again. Its address is the last line.
 */
async function main(word: string | undefined): Promise<void> {
  if (word === 'stop') {
    await stopDockerd();
  } else if (word === 'start') {
    await startDockerd(console.log, true);
    const engine = { docker: socketClient(ownHost), own: true };
    await ensureBaseImage(engine, console.log);
    await ensurePythonImage(engine, console.log);
    console.log(ownHost);
  } else {
    throw new Error('Say start or stop.');
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(reason(error));
  process.exitCode = 1;
});
