import type { HostToTester, TesterToHost } from '../../contract/testerMessages';
import { make } from './dom';
import { TesterPage } from './testerPage';
import '../shared.css';
import './base.css';
import './controls.css';
import './page.css';
import './layout.css';
import './form/form.css';
import './form/grid.css';
import './byKey/byKey.css';
import './answer/answer.css';
import './answer/prediction.css';
import './answer/shares.css';
import './whatIf/whatIf.css';
import './history/history.css';

declare function acquireVsCodeApi(): {
  postMessage(message: TesterToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = make('main');
document.body.append(root);
const page = new TesterPage(root, {
  post: (message) => vscode.postMessage(message),
  getState: () => vscode.getState(),
  setState: (state) => vscode.setState(state),
});
window.addEventListener('message', (event: MessageEvent<HostToTester>) => page.receive(event.data));
