import { Cancelled, Failure, reason } from '../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';
import type {
  HostToTester,
  TesterAnswer,
  TesterModel,
  TesterProject,
  TesterTarget,
  TesterToHost,
} from '../../contract/testerMessages';
import type { PredictRequest } from '../../contract/scoring';
import type { TesterText } from '../../contract/testerText';
import { sendRows } from './sendRows';

/** The project that the tester's form belongs to. `key` is its folder. */
export interface TesterProjectRef {
  key: string;
  name: string;
  artefactFolder: string;
}

/** What the tester needs of the editor side around it. */
export interface TesterPorts {
  current(): TesterProjectRef | undefined;
  target(): TesterTarget;
  /** Resolves with the URL of the current project's target as soon as it answers. Throws Failure or Cancelled. */
  ensureStarted(signal: AbortSignal): Promise<string>;
  showLog(): void;
  /** Begins to save what was answered last; `TesterHost.answered` says what that is. */
  save(): void;
  isTrusted(): boolean;
}

/** What the host does through the editor: reading a file and reaching the page. */
export interface TesterEdge {
  /** The text of the project's model.json; undefined when there is none. */
  readModelFile(artefactFolder: string): Promise<string | undefined>;
  /** Delivers nothing while the page is hidden. */
  post(message: HostToTester): void;
  text: TesterText;
}

/** A request that was answered. */
export interface Answered {
  request: number;
  project: TesterProjectRef;
  rows: PredictRequest['rows'];
  answer: TesterAnswer;
}

type Reply = Extract<HostToTester, { type: 'answer' | 'failure' }>;

/**
 * The host's side of the tester: answers the page's messages and tells it of changes. It outlives the page, which is
 * gone while its view is hidden, and therefore keeps the last reply until the page is back.
 */
export class TesterHost {
  private running: { request: number; abort: AbortController } | undefined;
  private lastReply: Reply | undefined;
  private lastAnswered: Answered | undefined;
  private newestProject = 0;

  constructor(
    private readonly ports: TesterPorts,
    private readonly edge: TesterEdge,
  ) {}

  /** What was answered last; undefined where the last request was not. */
  get answered(): Answered | undefined {
    return this.lastAnswered;
  }

  /** Does what the page asked for; settles when that is done. */
  async handle(message: TesterToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.edge.post({ type: 'text', text: this.edge.text });
        if (this.lastReply) this.edge.post(this.lastReply);
        return this.postProject();
      case 'send':
        return this.send(message);
      case 'cancel':
        if (this.running?.request === message.request) this.running.abort.abort();
        return;
      case 'start':
        return this.start();
      case 'showLog':
        this.ports.showLog();
        return;
      case 'save':
        if (this.lastAnswered?.request === message.request) this.ports.save();
    }
  }

  /** To be called when the current project, its model.json or the trust of the workspace changed. */
  async postProject(): Promise<void> {
    const turn = ++this.newestProject;
    const message = await this.project();
    // Two changes in quick succession: only the newer reading counts.
    if (turn === this.newestProject) this.edge.post(message);
  }

  /** To be called when the target changed its state. */
  postTarget(): void {
    this.edge.post({ type: 'target', target: this.ports.target() });
  }

  /** Ends the request that runs. */
  dispose(): void {
    this.running?.abort.abort();
  }

  private async project(): Promise<TesterProject> {
    const current = this.ports.current();
    const form = current ? await this.form(current.artefactFolder) : {};
    return {
      type: 'project',
      ...(current && { project: current.name, key: current.key }),
      ...form,
      target: this.ports.target(),
      trusted: this.ports.isTrusted(),
      ...(this.lastAnswered && { answered: this.lastAnswered.request }),
      ...(this.running && { running: this.running.request }),
    };
  }

  private async form(artefactFolder: string): Promise<Pick<TesterProject, 'model' | 'problem'>> {
    try {
      return { model: testerModel(await this.edge.readModelFile(artefactFolder), artefactFolder) };
    } catch (error) {
      const next = error instanceof Failure ? error.next : 'Look into the log of Bellhop.';
      return { problem: { message: reason(error), next } };
    }
  }

  private async send({ request, key, rows }: Extract<TesterToHost, { type: 'send' }>): Promise<void> {
    this.running?.abort.abort();
    const abort = new AbortController();
    this.running = { request, abort };
    this.lastReply = undefined;
    this.lastAnswered = undefined;
    let answered: Answered | undefined;
    let reply: Reply | undefined;
    try {
      const project = this.checkMaySend(key);
      const url = await this.ports.ensureStarted(abort.signal);
      const answer = await sendRows(url, rows, { signal: abort.signal });
      reply = { type: 'answer', request, answer };
      answered = { request, project, rows, answer };
    } catch (error) {
      if (!(error instanceof Cancelled || abort.signal.aborted)) reply = failure(error, request);
    }
    if (this.running.abort !== abort) return;
    this.running = undefined;
    if (!reply) return;
    this.lastReply = reply;
    this.lastAnswered = answered;
    this.edge.post(reply);
  }

  private async start(): Promise<void> {
    try {
      this.checkTrust();
      await this.ports.ensureStarted(new AbortController().signal);
    } catch (error) {
      if (!(error instanceof Cancelled)) this.edge.post(failure(error));
    }
  }

  private checkMaySend(key: string): TesterProjectRef {
    this.checkTrust();
    const current = this.ports.current();
    if (current?.key === key) return current;
    throw new Failure(
      'project-changed',
      'The current project changed while the request was on its way, so nothing was sent.',
      'Look at the form again and send.',
    );
  }

  private checkTrust(): void {
    if (this.ports.isTrusted()) return;
    throw new Failure(
      'restricted-mode',
      'This workspace is in Restricted Mode: no scorer is started and nothing is sent.',
      'Trust the workspace to send requests.',
    );
  }
}

/**
 * What the form is made from, read from the text of a model.json.
 *
 * @throws Failure `artefact-missing`, or those of `readArtefact`.
 */
export function testerModel(text: string | undefined, artefactFolder: string): TesterModel {
  if (text === undefined) {
    throw new Failure(
      'artefact-missing',
      `There is no ${ARTEFACT_FILE} in ${artefactFolder}: the model has not been trained.`,
      'Run "Bellhop: Train Model", or restore the artefact from git.',
    );
  }
  const { name, version, description, input, outputs, examples } = readArtefact(text);
  return { name, version, ...(description !== undefined && { description }), input, outputs, examples };
}

function failure(error: unknown, request?: number): Reply {
  const next = error instanceof Failure ? error.next : 'Look into the log of Bellhop.';
  return { type: 'failure', ...(request !== undefined && { request }), message: reason(error), next };
}
