/**
 * The program that runs cookiecutter's own API, `python DRIVER JOB`, once. No command line gives the same exactly:
 * `key=value` is rendered as a template, merged into an object and compared with a choice as text, and a replay file
 * has to hold every value that an extension renders. So the functions that ask at the prompt give the answers that are
 * in the job, which cookiecutter then takes as it takes typed ones. They have had the same names and first two
 * parameters from 2.2 to 2.7.
 *
 * JOB is a file with JSON: `template`, `output_dir` (absolute), `replay` (a file, or null), `config` (what a user config
 * is read as), `accept_hooks`, `keep_project_on_failure`, `given` (what a script gave for the
 * template's defaults), `answers` (JSON in a text; see promptAnswers.ts), `origin`
 * (what the context records), `report` (a file). The report gets a JSON object a line: `{"replay"}` once all is
 * answered, `{"project"}` before its folder is made, then `{"done"}` or `{"error", "message", "module"}`, with the name
 * of the error's class and the module that could not be imported.
 *
 * Hooks `pre_prompt` ran before the questions were asked, so they do not run again.
 */
export const DRIVER = `
import json
import logging
import os
import sys
import traceback
from collections import OrderedDict

with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
# As cookiecutter reads an object that is typed.
answers = json.loads(job["answers"], object_pairs_hook=OrderedDict)


class UnsafeName(Exception):
    pass


def report(**event):
    with open(job["report"], "a", encoding="utf-8") as file:
        file.write(json.dumps(event) + "\\n")


def answer(name, default, *rest, **named):
    return answers.get(name, default)


def choose(name, options, *rest, **named):
    return options[answers.get(name, 0)]


def run():
    from cookiecutter import generate, main, prompt

    generate_files = main.generate_files
    make_folder = generate.make_sure_path_exists

    def generate_answered(*rest, context, **named):
        context["cookiecutter"].update(job["origin"])
        report(replay=json.dumps(context, indent=2))
        return generate_files(*rest, context=context, **named)

    def make_project(path):
        generate.make_sure_path_exists = make_folder
        project = os.path.abspath(path)
        if os.path.dirname(project) != job["output_dir"]:
            raise UnsafeName(str(path))
        if os.path.lexists(project):
            raise generate.OutputDirExistsException(project)
        report(project=project)
        return make_folder(path)

    main.get_user_config = lambda **named: job["config"]
    prompt.read_user_variable = prompt.read_user_yes_no = prompt.read_user_dict = answer
    prompt.read_user_choice = choose
    main.run_pre_prompt_hook = lambda folder: folder
    main.generate_files = generate_answered
    generate.make_sure_path_exists = make_project
    main.cookiecutter(
        job["template"],
        extra_context=None if job["replay"] else job["given"],
        replay=job["replay"],
        output_dir=job["output_dir"],
        accept_hooks=job["accept_hooks"],
        keep_project_on_failure=job["keep_project_on_failure"],
    )


# A hook's failure is reported below; without a handler its traceback would bury what the hook wrote.
logging.getLogger("cookiecutter").addHandler(logging.NullHandler())
try:
    run()
    report(done=True)
except Exception as error:
    own = type(error).__module__ == "cookiecutter.exceptions"
    if not own:
        traceback.print_exc()
    # Some of cookiecutter's own errors repeat all answers at their end, which no log should have.
    text = str(error).split(" Context: ")[0].rstrip(".")
    imported = error.__cause__ if own else error
    report(error=type(error).__name__, message=text, module=getattr(imported, "name", None))
    sys.exit(1)
`;
