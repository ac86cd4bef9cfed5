import path from 'node:path';
import { Command, CommanderError } from 'commander';
import manifest from '../package.json';
import { useCommand, type UseCommandOptions } from './api/use.cli';
import { useCompany } from './company/company.cli';
import { EXIT, Terminal, type CommandContext } from './commandLine/terminal';
import { setUpCommand } from './environment/setUp.cli';
import { trainCommand } from './environment/train.cli';
import { scoreCommand, type ScoreOptions } from './requests/batch/score.cli';
import { targetUrl } from './requests/commandTarget.cli';
import { reporter, testCommand, type TestOptions } from './requests/saved/test.cli';
import { publishCommand, type PublishOptions } from './publish/publish.cli';
import { acceptHooks, engine, newCommand, type NewOptions } from './scaffold/new.cli';
import { updateCommand, type UpdateCommandOptions } from './scaffold/update/update.cli';
import { imageCommand, type ImageCommandOptions } from './scorer/container/image.cli';
import { withImageOptions } from './scorer/container/imageOptions.cli';
import { DEFAULT_LIMITS } from './scorer/container/createOptions';
import { limit, portNumber, serveCommand, workerNumber, type ServeOptions } from './scorer/serve.cli';

/** The composition root of the command line: commands, their options and the exit status. No logic. */

interface CommonOptions {
  json?: boolean;
  input: boolean;
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

function context(options: CommonOptions): CommandContext {
  const json = options.json ?? false;
  return {
    terminal: terminalFor(json),
    signal: interrupt.signal,
    mayAsk: options.input && !json && process.stdin.isTTY,
    root: path.resolve(__dirname, '..'),
  };
}

function terminalFor(json: boolean): Terminal {
  return new Terminal(json, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}

const bellhop = new Command('bellhop')
  .description('Carries a model from a notebook to the Service Hotel.')
  .version(manifest.version)
  .exitOverride()
  .configureOutput({ outputError: () => undefined });

useCompany(interrupt.signal);

function command(usage: string, description: string): Command {
  return bellhop
    .command(usage)
    .description(description)
    .option('--no-input', 'never ask; what has a default takes it, what is missing is an error')
    .option('--json', 'one JSON object a line on stdout, the result last');
}

command(
  'new <template> [answers...]',
  'make a project from a template: a bundled one (model, api), a folder, a git URL, a zip',
)
  .option('--output-dir <folder>', 'the folder to make the project in', '.')
  .option('--checkout <name>', 'the branch, tag or commit of a git repository')
  .option('--directory <folder>', 'the folder inside the template that holds cookiecutter.json')
  .option('--replay-file <file>', 'take the answers of an earlier run')
  .option('-f, --overwrite-if-exists', "write into the project's folder where it is there already")
  .option('-s, --skip-if-file-exists', 'with --overwrite-if-exists: keep the files that are there already')
  .option('--accept-hooks <yes|no|ask>', "whether the template's own programs may run", acceptHooks, 'ask')
  .option('--offline', 'of api: do not look the model package up on its package index')
  .option(
    '--engine <bellhop|cookiecutter>',
    "what renders it: Bellhop, or your own Python's cookiecutter",
    engine,
  )
  .action((template: string, answers: string[], options: CommonOptions & NewOptions) =>
    newCommand(context(options), template, answers, options),
  );

command(
  'update [folder] [answers...]',
  'bring a new version of its template into a project, as changes to review; answers as key=value replace recorded ones',
)
  .option('--checkout <name>', 'the branch, tag or commit of the template to go to')
  .option('--check', 'change nothing; the exit status is 1 when there is a new version')
  .action((folder: string | undefined, answers: string[], options: CommonOptions & UpdateCommandOptions) =>
    updateCommand(context(options), folder ?? '.', answers, options),
  );

command(
  'setup [folder]',
  'make a fresh clone of a model project ready: environment, git hooks, what data is missing',
)
  .option('--python <path>', 'the Python interpreter to use')
  .action((folder: string | undefined, options: CommonOptions & { python?: string }) =>
    setUpCommand(context(options), folder ?? '.', options),
  );

command('train [folder]', 'train the model of a project, making its Python environment where there is none')
  .option('--python <path>', 'the Python interpreter to use')
  .action((folder: string | undefined, options: CommonOptions & { python?: string }) =>
    trainCommand(context(options), folder ?? '.', options),
  );

withImageOptions(
  command(
    'serve [path]',
    'serve the model of a project, the API of an API project, or an ONNX file, on 127.0.0.1 until interrupted',
  )
    .option('--port <number>', 'the port to listen on; 0 takes a free one', portNumber, 0)
    .option('--python <path>', 'the Python interpreter that serves a model with the runtime python')
    .option('--workers <number>', 'so many processes score and share the port', workerNumber)
    .option(
      '--container',
      'in a container of the Docker engine that DOCKER_HOST or the current context names',
    )
    .option('--memory <MiB>', "the container's limit of memory; 0 sets none", limit, DEFAULT_LIMITS.memory)
    .option('--cpus <number>', "the container's limit of cores; 0 sets none", limit, DEFAULT_LIMITS.cpus),
).action((place: string | undefined, options: CommonOptions & ServeOptions) =>
  serveCommand(context(options), place ?? '.', options),
);

withImageOptions(
  command('image [folder]', 'build a container image that serves the model of a project').requiredOption(
    '--tag <name[:tag]>',
    "the image's name; without a tag it gets the model's version",
  ),
).action((folder: string | undefined, options: CommonOptions & ImageCommandOptions) =>
  imageCommand(context(options), folder ?? '.', options),
);

withTargetOptions(
  command(
    'test [folder]',
    "run a project's saved requests against its own scorer, or against another target",
  ),
)
  .option(
    '--reporter <spec|junit|json>',
    'what stdout holds: words, JUnit XML or one JSON document',
    reporter,
  )
  .option('--python <path>', 'the Python interpreter that serves a model with the runtime python')
  .action((folder: string | undefined, options: CommonOptions & TestOptions) =>
    testCommand(context(options), folder ?? '.', options),
  );

withTargetOptions(
  command(
    'score <file> [folder]',
    'score every row of a CSV or Parquet file with the model of a project, into a new CSV file',
  )
    .option('--output <file>', 'the file to write; without it FILE.scored.csv beside FILE')
    .option('--force', 'write over the file that is there already'),
)
  .option('--python <path>', 'the Python interpreter that serves a model with the runtime python')
  .action((file: string, folder: string | undefined, options: CommonOptions & ScoreOptions) =>
    scoreCommand(context(options), file, folder ?? '.', options),
  );

command(
  'use [package] [folder]',
  'take another version of its model package, as PACKAGE==VERSION, over into an API project',
)
  .option('--python <path>', 'the Python interpreter to make an environment with')
  .option('--accept-failing', 'take it over though saved requests fail with it')
  .action(
    (wanted: string | undefined, folder: string | undefined, options: CommonOptions & UseCommandOptions) =>
      useCommand(context(options), wanted ?? '', folder ?? '.', options),
  );

command(
  'publish [folder]',
  'publish the model package: propose a version, show what changed, then commit, tag and push it',
)
  .option('--as <version>', 'publish as this version instead of the one proposed')
  .option('--yes', 'push without asking')
  .option('--dry-run', 'show what would be published, and change nothing')
  .option('--python <path>', 'the Python interpreter that scores a model with the runtime python')
  .action((folder: string | undefined, options: CommonOptions & PublishOptions) =>
    publishCommand(context(options), folder ?? '.', options),
  );

function withTargetOptions(command: Command): Command {
  return command
    .option('--target <url>', 'where else the requests go: the address of a running scorer or API', targetUrl)
    .option(
      '--header <name: value>',
      'a header of each request to --target, as often as needed; $NAME stands for a variable of the environment',
      collected,
    );
}

/** An option that can be given several times. */
function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

async function main(): Promise<number> {
  const terminal = terminalFor(process.argv.includes('--json'));
  try {
    await bellhop.parseAsync();
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof CommanderError)) return terminal.fail(error);
    if (error.exitCode === 0) return EXIT.done;
    return terminal.wrongUse(error.message.replace(/^error: /, ''));
  }
}

void main().then((status) => {
  process.exitCode = status;
});
