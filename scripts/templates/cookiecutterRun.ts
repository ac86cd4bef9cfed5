import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../../extension/processes/runProgram';

/** Python's cookiecutter, run once over one template with one set of answers, hooks off and no user config. */
const PROGRAM = `
import json, sys
from cookiecutter.main import cookiecutter
job = json.loads(sys.argv[1])
cookiecutter(job["template"], no_input=True, extra_context=job["answers"], output_dir=job["output"],
             default_config={"replay_dir": job["work"], "cookiecutters_dir": job["work"]}, accept_hooks=False)
`;

export interface Run {
  template: string;
  answers: Record<string, string>;
  /** An empty folder that the project goes into. */
  output: string;
  /** A folder for what else is written. */
  work: string;
}

/** Renders with Python's cookiecutter. Gives undefined, or the last line of what it says when it refuses. */
export async function runCookiecutter(python: string, run: Run): Promise<string | undefined> {
  await mkdir(run.work, { recursive: true });
  const script = path.join(run.work, 'render.py');
  await writeFile(script, PROGRAM);
  let output = '';
  const program = {
    command: python,
    args: ['-W', 'ignore', script, JSON.stringify(run)],
    cwd: run.work,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', COLUMNS: '400' },
  };
  const status = await runProgram(program, { onOutput: (text) => (output = (output + text).slice(-4000)) });
  return status === 0 ? undefined : (output.trim().split('\n').at(-1) ?? `status ${status}`);
}
