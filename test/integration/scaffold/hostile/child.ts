import path from 'node:path';
import { Cancelled, Failure } from '../../../../contract/failure';
import { newProject } from '../../../../extension/scaffold/newProject';

/** What is asked of the child: `bellhop new` in a home of its own. */
export interface Job {
  template: string;
  checkout?: string;
  directory?: string;
  replayFile?: string;
  answers: Record<string, string>;
  outputDir: string;
  /** The person's home, and the folder for temporary files. */
  home: string;
  temporary: string;
  acceptHooks: boolean;
}

/** The refusal; or what was made. */
export type JobResult = { code: string; message: string } | { made: string[]; commit: boolean };

function untrusted(): Failure {
  return new Failure('not-trusted', 'The template is not trusted to run as Python does.', 'Trust it.');
}

async function run(job: Job): Promise<JobResult> {
  Object.assign(process.env, { HOME: job.home, TMPDIR: job.temporary, XDG_CONFIG_HOME: job.home });
  const { signal } = new AbortController();
  const { template, checkout, directory, replayFile } = job;
  const request = {
    template,
    engine: 'bellhop' as const,
    root: path.join(job.home, 'bellhop'),
    ...(checkout === undefined ? {} : { checkout }),
    ...(directory === undefined ? {} : { directory }),
    ...(replayFile === undefined ? {} : { replayFile }),
  };
  const project = await newProject(request, {
    work: (_part, part) => part(signal, () => undefined),
    output: () => undefined,
    notice: () => undefined,
    chooseTemplate: ([first]) => (first ? Promise.resolve(first) : Promise.reject(new Cancelled())),
    // It would take the person's word before Python runs, which is not given.
    python: () => Promise.reject(untrusted()),
    trustCookiecutter: () => Promise.reject(untrusted()),
    acceptHooks: () => Promise.resolve(job.acceptHooks ? { python: 'python3' } : undefined),
    answer: (_template, plan) => plan(new Map(Object.entries(job.answers)), job.outputDir),
  });
  return { made: project.files, commit: project.commit.made };
}

process.on('message', (job: Job) => {
  run(job)
    .catch((error: unknown): JobResult => {
      // Anything but a Failure is a defect, and is told apart by its code.
      if (error instanceof Failure) return { code: error.code, message: error.message };
      return { code: 'defect', message: String(error) };
    })
    .then(
      (result) => process.send?.(result),
      () => process.exit(1),
    );
});
process.send?.('ready');
