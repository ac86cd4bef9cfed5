import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../../extension/processes/runProgram';

/** Python's cookiecutter, run once over one template with what is given to it, hooks off and no user config. */
const COOKIECUTTER = `
import json, sys
from cookiecutter.main import cookiecutter
job = json.loads(sys.argv[1])
cookiecutter(job["template"], no_input=True, extra_context=job["answers"], output_dir=job["output"],
             overwrite_if_exists="existing" in job, skip_if_file_exists=job.get("existing") == "skip",
             default_config={"replay_dir": job["work"], "cookiecutters_dir": job["work"]}, accept_hooks=False)
`;

/** The program ccds, which takes no details of a choice from a script: the answers are typed, as it were. */
const CCDS = `
import json, sys
import ccds.__main__ as program
from ccds import monkey_patch
from cookiecutter import prompt
job = json.loads(sys.argv[1])
answers, prefix = job["answers"], [""]

def typed(name, default, *rest):
    answer = answers.get(prefix[0] + name, default)
    # ccds takes any text for a yes or no, where Bellhop asks for one of the two.
    return answer == "yes" if isinstance(default, bool) and answer != default else answer

def chosen(name, options, *rest):
    answer = typed(name, options[0])
    # An answer names an option as it stands in the file, and the second set takes the last.
    return answer if answer in options else options[-1]

def details(cookiecutter_dict, env, key, options, no_input):
    def choice(name, values, *rest):
        prefix[0] = key + "." + chosen(name, values) + "."
        return prefix[0][len(key) + 1:-1]
    def inner(name, values, *rest):
        prefix[0] = key + "."
        return chosen(name, values)
    monkey_patch.read_user_choice, prompt.read_user_choice = choice, inner
    value = ask_details(cookiecutter_dict, env, key, options, no_input)
    prefix[0] = ""
    monkey_patch.read_user_choice = prompt.read_user_choice = chosen
    return value

ask_details = monkey_patch._prompt_choice_and_subitems
monkey_patch._prompt_choice_and_subitems = details
monkey_patch.read_user_variable = typed
monkey_patch.read_user_dict = typed  # which ccds itself forgets to import
monkey_patch.read_user_choice = prompt.read_user_choice = chosen
program.api_main.cookiecutter(
    job["template"], output_dir=job["output"], accept_hooks=False,
    default_config={"replay_dir": job["work"], "cookiecutters_dir": job["work"]})
`;

/** Whether a template is cookiecutter-data-science's own kind, whose answers are typed and not given. */
export function isCcds(template: string): boolean {
  return existsSync(path.join(template, 'ccds.json'));
}

export interface Run {
  template: string;
  answers: Record<string, string>;
  /** The folder that the project goes into. */
  output: string;
  /** What to do with what is there already; not of ccds. */
  existing?: 'overwrite' | 'skip';
  /** A folder for what else is written. */
  work: string;
}

/** Renders with Python's cookiecutter, or with ccds where the template has a ccds.json. Gives undefined, or the last line of what it says when it refuses. */
export async function runCookiecutter(python: string, run: Run): Promise<string | undefined> {
  await mkdir(run.work, { recursive: true });
  const script = path.join(run.work, 'render.py');
  await writeFile(script, isCcds(run.template) ? CCDS : COOKIECUTTER);
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
