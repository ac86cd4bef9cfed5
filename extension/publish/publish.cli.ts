import { Cancelled, Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { openProject, requireModel } from '../projects/project';
import { differenceLines } from './differenceLines';
import { gitAccess } from './gitAccess';
import { planObject, planPublish, type PublishPlan } from './plan';
import { publish, refuseTagged, type Published } from './publish';
import { parseVersion, requireVersion, tagOf, versionText, type Version } from './version';

export interface PublishOptions {
  as?: string;
  yes?: boolean;
  dryRun?: boolean;
  python?: string;
}

/**
 * `bellhop publish [FOLDER]`: proposes the next version of a model package, shows what changed since the last one, and,
 * once that is confirmed, writes the version, commits, tags and pushes. Gives the plan with `{"version", "tag",
 * "commit", "package"}`; with `--dry-run` the plan alone.
 *
 * @throws Failure `not-confirmed` where nobody can be asked and `--yes` is not given.
 */
export async function publishCommand(
  context: CommandContext,
  folder: string,
  { as, yes = false, dryRun = false, python }: PublishOptions,
): Promise<void> {
  const { terminal, signal, mayAsk, root } = context;
  const given = as === undefined ? undefined : requireVersion(as, 'The value of --as');
  const project = requireModel(await openProject(folder));
  const hints = () => Promise.resolve(python === undefined ? {} : { setting: python });
  const access = gitAccess(project.folder, mayAsk);
  const plan = await planPublish(project, {
    access,
    root,
    hints,
    onProgress: (text) => terminal.progress(text),
    signal,
  });
  if (given) await refuseTagged(plan, given, signal);
  if (dryRun) {
    terminal.result(planObject(plan), words(plan, given ?? plan.proposed));
    return;
  }
  terminal.progress(words(plan, given ?? plan.proposed));
  const version = yes ? (given ?? plan.proposed) : await askVersion(plan, given, context);
  const published = await publish(plan, version, { access, signal });
  terminal.result({ ...planObject(plan), ...published }, pushedWords(plan, published));
}

/** What is done, and what only the pipeline does: nobody follows that here. */
function pushedWords({ repository }: PublishPlan, { tag, package: pin }: Published): string {
  const pushed = `Pushed ${tag} to ${repository.destination.remote}`;
  if (pin === null) return `${pushed}. The project has no pipeline: build and publish the package yourself.`;
  return [
    `${pushed}: its pipeline builds and publishes the package.`,
    'The version is on the package index once the pipeline is through. In an API project, take it over then:',
    `  bellhop use ${pin}`,
  ].join('\n');
}

function words(plan: PublishPlan, version: Version): string {
  const { project, repository, from, bump } = plan;
  const { remote, branch } = repository.destination;
  const step = from ? ` after ${versionText(from)}${bump === undefined ? '' : ` (${bump})`}` : '';
  return [
    `${project.name} ${versionText(version)}${step}, from ${branch} to ${remote}:`,
    ...differenceLines(plan).map((line) => `  ${line}`),
  ].join('\n');
}

async function askVersion(
  plan: PublishPlan,
  given: Version | undefined,
  { mayAsk, signal }: CommandContext,
): Promise<Version> {
  const { remote } = plan.repository.destination;
  if (!mayAsk) {
    throw new Failure(
      'not-confirmed',
      `Nothing was pushed to ${remote}: publishing must be confirmed.`,
      'Give --yes once you have read the difference (--dry-run shows it alone).',
    );
  }
  const proposed = given ?? plan.proposed;
  const question = `Write, commit, tag and push ${tagOf(proposed)}? (yes, no, or another version)`;
  const answer = await ask(question, 'no', signal);
  if (/^y(es)?$/i.test(answer)) return proposed;
  const other = parseVersion(answer);
  if (!other) throw new Cancelled();
  await refuseTagged(plan, other, signal);
  return other;
}
