import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../contract/failure';
import type { Step, Choice } from '../editor/multiStep.vscode';
import { withProgress } from '../editor/progress.vscode';
import { editorLogins } from '../packageIndex/editorLogins.vscode';
import {
  describeNewest,
  readModelPackage,
  templateAnswers,
  versionWords,
  type ModelPackage,
} from '../packageIndex/modelPackage';
import { PackageIndex } from '../packageIndex/packageIndex';
import { isPackageName } from '../packageIndex/packageName';
import { proposedVersion, type PackageVersion } from '../packageIndex/versions';

const LAST_INDEX = 'bellhop.newApi.index';

export interface PickOptions {
  state: vscode.Memento;
  secrets: vscode.SecretStorage;
  /** The package index where the settings or the company file name it, so that nobody is asked. */
  index: string | undefined;
  /** The names of model packages that the workspace's own projects publish. */
  likely: readonly string[];
}

/**
 * The questions of New API Project about its model package, in place of the template's own: the index, the package, and
 * its version with what its model.json says. They answer the template's questions that follow from it, too.
 */
export class ModelPackageSteps {
  private index = '';
  private name = '';
  private version = '';
  private names: Promise<readonly string[]> | undefined;
  private versions: readonly PackageVersion[] = [];
  private words: Promise<ReadonlyMap<string, string>> | undefined;
  private readonly models = new Map<string, ModelPackage>();

  constructor(
    private readonly options: PickOptions,
    private readonly answers: Map<string, string>,
    /** What the template says to an answer. */
    private readonly check: (name: string, value: string) => string | undefined,
  ) {
    this.index = options.index ?? options.state.get<string>(LAST_INDEX) ?? '';
  }

  /** By the name of the template's question that they stand for. */
  steps(): ReadonlyMap<string, readonly Step[]> {
    return new Map([
      ['index_url', [this.indexStep()]],
      ['model_package', [this.packageStep(), this.versionStep(), this.typedStep()]],
      ['model_hash', []],
      ['framework_package', []],
      ['framework_hash', []],
    ]);
  }

  private indexStep(): Step {
    return {
      prompt: vscode.l10n.t(
        'The package index that has the model package. Leave it empty to name the package without looking it up',
      ),
      asked: () => this.options.index === undefined,
      value: () => this.index,
      validate: (value) => this.check('index_url', value),
      done: (value) => {
        if (value !== this.index) this.names = undefined;
        this.index = value;
        this.answers.set('index_url', value);
        void this.options.state.update(LAST_INDEX, value);
      },
    };
  }

  private packageStep(): Step {
    const choice = (name: string, description?: string): Choice => ({
      label: name,
      ...(description !== undefined && { description }),
      iconPath: new vscode.ThemeIcon('package'),
      value: name,
      find: () => this.findVersions(name),
    });
    return {
      prompt: vscode.l10n.t('The model package to serve. Type its name where it is not listed'),
      asked: () => this.index !== '',
      value: () => this.name,
      validate: () => undefined,
      choices: async () => {
        const { likely } = this.options;
        this.names ??= this.listed();
        const others = (await this.names).filter((name) => !likely.includes(name));
        return [
          ...likely.map((name) => choice(name, vscode.l10n.t('from this workspace'))),
          ...others.map((name) => choice(name)),
        ];
      },
      typed: (text) =>
        isPackageName(text.trim()) ? choice(text.trim(), vscode.l10n.t('look for this name')) : undefined,
      done: (name) => (this.name = name),
    };
  }

  private versionStep(): Step {
    return {
      prompt: vscode.l10n.t('The version to serve'),
      asked: () => this.index !== '',
      value: () => this.version,
      validate: () => undefined,
      choices: async () => {
        this.words ??= describeNewest(this.opened(false), this.versions);
        const words = await this.words;
        return this.versions.map((version) => this.versionChoice(version, words.get(version.version)));
      },
      done: (version) => {
        this.version = version;
        const model = this.models.get(version);
        if (!model) return;
        for (const [name, value] of templateAnswers(model)) this.answers.set(name, value);
      },
    };
  }

  /** Where no index is named, the package is typed as the template asks it. */
  private typedStep(): Step {
    return {
      prompt: vscode.l10n.t('The model package to serve, as name==version'),
      asked: () => this.index === '',
      value: () => this.answers.get('model_package') ?? '',
      validate: (value) => this.check('model_package', value),
      done: (value) => {
        this.answers.set('model_package', value);
        for (const name of ['model_hash', 'framework_package', 'framework_hash']) this.answers.set(name, '');
      },
    };
  }

  private versionChoice(version: PackageVersion, detail: string | undefined): Choice {
    const words = versionWords(version);
    return {
      label: version.version,
      ...(words !== undefined && { description: words }),
      ...(detail !== undefined && { detail }),
      iconPath: new vscode.ThemeIcon(version.yanked === undefined ? 'tag' : 'warning'),
      value: version.version,
      find: () => this.findModel(version),
    };
  }

  /** What the index lists; nothing where it does not, or asks for a login first. */
  private async listed(): Promise<readonly string[]> {
    const names = await this.opened(false).names();
    return (names ?? []).sort((left, right) => left.localeCompare(right));
  }

  private findVersions(name: string): Promise<string | undefined> {
    return orTold(async () => {
      const title = vscode.l10n.t('Looking for {0}', name);
      this.versions = await withProgress(title, (signal) => this.opened(true).versions(name, signal));
      this.models.clear();
      this.words = undefined;
      this.version = proposedVersion(this.versions)?.version ?? '';
      return name;
    });
  }

  private findModel(version: PackageVersion): Promise<string | undefined> {
    return orTold(async () => {
      let model = this.models.get(version.version);
      if (!model) {
        const title = vscode.l10n.t('Reading {0} {1}', version.name, version.version);
        model = await withProgress(title, (signal) =>
          readModelPackage(this.opened(true), version, { signal }),
        );
        this.models.set(version.version, model);
      }
      // Says that no Python fits before the other questions are asked.
      templateAnswers(model);
      return version.version;
    });
  }

  private opened(mayAsk: boolean): PackageIndex {
    return new PackageIndex(this.index, editorLogins(this.options.secrets, mayAsk));
  }
}

/** What `find` gives; what is wrong is told, and the question stays open. */
async function orTold(find: () => Promise<string>): Promise<string | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Cancelled) return undefined;
    if (!(error instanceof Failure)) throw error;
    await vscode.window.showErrorMessage(`${error.message} ${error.next}`, { modal: true });
    return undefined;
  }
}
