import { fork } from 'node:child_process';

/** A process that owns a scorer, as the editor does: it is there to be killed. It passes on what the scorer says. */
const [main = '', artefact = ''] = process.argv.slice(2);
const scorer = fork(main, ['--artefact', artefact], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
scorer.on('message', (message) => process.send?.({ pid: scorer.pid, ...(message as object) }));
