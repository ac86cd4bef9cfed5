import { Cancelled, Failure } from '../../contract/failure';
import type { HostToTester, TesterAnswer, TesterProject, TesterToHost } from '../../contract/testerMessages';
import { isRecord } from '../../contract/version';
import type { Destination } from './exchange';
import { sendBody, sendByKey, sendRows } from './sendRows';
import { TesterAsks } from './testerAsks';
import { failureWords } from './testerFailure';
import { TesterHistory } from './testerHistory';
import { testerModel } from './testerModel';
import type { Answered, TesterEdge, TesterPorts, TesterProjectRef } from './testerPorts';

type Reply = Extract<HostToTester, { type: 'answer' | 'failure' }>;
type Fill = Extract<HostToTester, { type: 'fill' }>;
type Send = Extract<TesterToHost, { type: 'send' | 'sendRaw' | 'sendByKey' }>;

/**
 * The host's side of the tester: answers the page's messages and tells it of changes. It outlives the page, which is
 * gone while its view is hidden, and therefore keeps the last reply until the page is back.
 */
export class TesterHost {
  private running: { request: number; abort: AbortController } | undefined;
  private lastReply: Reply | undefined;
  private lastAnswered: Answered | undefined;
  private newestProject = 0;
  private pageIsThere = false;
  private pendingFill: Fill | undefined;
  /** The last fill where it is private: the page stores it nowhere. */
  private privateFill: Fill | undefined;
  private readonly asks: TesterAsks;
  private readonly history: TesterHistory;

  constructor(
    private readonly ports: TesterPorts,
    private readonly edge: TesterEdge,
  ) {
    this.history = new TesterHistory(ports, edge);
    this.asks = new TesterAsks(
      async ({ key, rows }, signal) => {
        this.checkMaySend(key);
        return sendRows(await ports.targets.reach(signal), rows, { signal });
      },
      (message) => edge.post(message),
    );
  }

  /** What was answered last; undefined where the last request was not. */
  get answered(): Answered | undefined {
    return this.lastAnswered;
  }

  /** Does what the page asked for; settles when that is done. Nothing that the page says makes it throw. */
  async handle(message: TesterToHost): Promise<void> {
    try {
      await this.answer(message);
    } catch (error) {
      if (!(error instanceof Cancelled)) this.edge.post({ type: 'failure', ...failureWords(error) });
    }
  }

  /** To be called when the current project, its model.json or the trust of the workspace changed. */
  async postProject(): Promise<void> {
    const turn = ++this.newestProject;
    const message = await this.project();
    // Two changes in quick succession: only the newer reading counts.
    if (turn === this.newestProject) this.edge.post(message);
  }

  /** To be called when a target changed its state, or another one was chosen. */
  postTarget(): void {
    const { targets } = this.ports;
    this.edge.post({ type: 'target', target: targets.chosen(), targets: targets.list() });
  }

  /** To be called when the history changed. */
  postHistory(): Promise<void> {
    return this.history.post();
  }

  /** Fills the page's form, as soon as the page is there. */
  fill(given: Fill): void {
    const data = this.ports.drawn.find(given.key, given.rows);
    const message: Fill = { ...given, ...(data.length > 0 && { data }) };
    this.privateFill = data.some(({ isPrivate }) => isPrivate) ? message : undefined;
    if (this.pageIsThere) this.edge.post(message);
    else this.pendingFill = message;
  }

  /** Puts a request of the history into the form. Throws Failure `entry-gone`. */
  async recall(entry: string, send: boolean): Promise<void> {
    this.fill(await this.history.recall(entry, send));
  }

  /** To be called when the page is gone: until its next `ready` it hears nothing. */
  pageGone(): void {
    this.pageIsThere = false;
  }

  /** Ends the requests that run. */
  dispose(): void {
    this.running?.abort.abort();
    this.asks.cancelAll();
  }

  private async answer(message: TesterToHost): Promise<void> {
    const { ports } = this;
    switch (message.type) {
      case 'ready':
        return this.greet();
      case 'send':
      case 'sendRaw':
      case 'sendByKey':
        return this.send(message);
      case 'cancel':
        if (this.running?.request === message.request) this.running.abort.abort();
        return;
      case 'ask':
        return this.asks.ask(message);
      case 'cancelAsk':
        this.asks.cancel(message.ask);
        return;
      case 'start':
        this.checkTrust();
        await ports.targets.reach(new AbortController().signal);
        return ports.targets.look();
      case 'showLog':
        ports.showLog();
        return;
      case 'save':
        if (this.lastAnswered?.request === message.request) ports.save();
        return;
      case 'manageTargets':
        this.checkTrust();
        ports.targets.manage();
        return;
      case 'pickData':
        this.checkIsCurrent(message.key);
        ports.pickData();
        return;
      case 'showHistory':
        ports.showHistory();
        return;
      case 'recall':
        return this.recall(message.entry, message.send);
      case 'editJson':
        return this.editJson(message);
      case 'followJson':
        if (ports.drawn.isPrivate(message.key, rowsIn(message.json) ?? [])) return;
        return ports.followJson(message.key, message.json);
      case 'openPage':
        this.checkIsCurrent(message.key);
        ports.openPage(message);
        return;
      case 'copy':
        ports.copy(message.text);
        return;
      case 'saveFile':
        return ports.saveFile(message);
    }
  }

  private async greet(): Promise<void> {
    const { edge, ports, lastReply } = this;
    edge.post({ type: 'text', text: edge.text });
    if (lastReply) edge.post(lastReply);
    await this.postProject();
    await this.history.post();
    this.pageIsThere = true;
    if (this.pendingFill) edge.post(this.pendingFill);
    else if (this.privateFill) edge.post({ ...this.privateFill, send: false, again: true });
    this.pendingFill = undefined;
    if (ports.isTrusted()) await ports.targets.lookAtAll();
  }

  private async project(): Promise<TesterProject> {
    const { ports } = this;
    const current = ports.current();
    const form = current ? await this.form(current.artefactFolder) : {};
    return {
      type: 'project',
      ...(current && { project: current.name, key: current.key }),
      ...form,
      target: ports.targets.chosen(),
      targets: ports.targets.list(),
      trusted: ports.isTrusted(),
      ...(this.lastAnswered && { answered: this.lastAnswered.request }),
      ...(this.running && { running: this.running.request }),
    };
  }

  private async form(artefactFolder: string): Promise<Pick<TesterProject, 'model' | 'problem'>> {
    try {
      return { model: testerModel(await this.edge.readModelFile(artefactFolder), artefactFolder) };
    } catch (error) {
      return { problem: failureWords(error) };
    }
  }

  private async send(message: Send): Promise<void> {
    this.running?.abort.abort();
    const { request, key } = message;
    const abort = new AbortController();
    const { signal } = abort;
    this.running = { request, abort };
    this.lastReply = undefined;
    this.lastAnswered = undefined;
    const rows = rowsOf(message);
    let project: TesterProjectRef | undefined;
    let answered: Answered | undefined;
    let reply: Reply | undefined;
    const { targets } = this.ports;
    const { title } = targets.chosen();
    try {
      project = this.checkMaySend(key);
      const answer = await deliver(message, await targets.reach(signal), signal);
      reply = { type: 'answer', request, answer };
      if (rows) answered = { request, project, rows, answer };
    } catch (error) {
      if (!(error instanceof Cancelled || signal.aborted)) {
        reply = { type: 'failure', request, ...failureWords(error) };
      }
    }
    if (this.running.abort !== abort) return;
    this.running = undefined;
    if (!reply) return;
    this.lastReply = reply;
    this.lastAnswered = answered;
    this.edge.post(reply);
    if (!project) return;
    const outcome: TesterAnswer | { message: string } = reply.type === 'answer' ? reply.answer : reply;
    if (rows) await this.history.keep(project, title, rows, outcome);
    if (reply.type === 'failure' || targets.chosen().state !== 'ready') await targets.look();
  }

  private async editJson({ key, json }: Extract<TesterToHost, { type: 'editJson' }>): Promise<void> {
    const { artefactFolder, name } = this.checkIsCurrent(key);
    if (this.ports.drawn.isPrivate(key, rowsIn(json) ?? [])) throw privateRow();
    const model = testerModel(await this.edge.readModelFile(artefactFolder), artefactFolder);
    await this.ports.editJson({ key, name, model }, json, (changed) =>
      this.edge.post({ type: 'json', key, json: changed }),
    );
  }

  private checkMaySend(key: string): TesterProjectRef {
    this.checkTrust();
    return this.checkIsCurrent(key);
  }

  private checkIsCurrent(key: string): TesterProjectRef {
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

function deliver(message: Send, destination: Destination, signal: AbortSignal): Promise<TesterAnswer> {
  switch (message.type) {
    case 'send':
      return sendRows(destination, message.rows, { signal });
    case 'sendRaw':
      return sendBody(destination, message.body, { signal });
    case 'sendByKey':
      return sendByKey(destination, message, { signal });
  }
}

function privateRow(): Failure {
  return new Failure(
    'data-private',
    'The values are those of a row of the data, which must not be stored, and the editor would write them to a file.',
    'Change them here, in the form or as JSON.',
  );
}

/** The rows that a message sends, for the history and to be saved; undefined where it holds none. */
function rowsOf(message: Send): Answered['rows'] | undefined {
  if (message.type === 'sendByKey') return undefined;
  return message.type === 'send' ? message.rows : rowsIn(message.body);
}

function rowsIn(body: string): Answered['rows'] | undefined {
  try {
    const document: unknown = JSON.parse(body);
    const rows: unknown = isRecord(document) ? document['rows'] : undefined;
    return Array.isArray(rows) && rows.length > 0 && rows.every(isRecord) ? rows : undefined;
  } catch {
    return undefined;
  }
}
