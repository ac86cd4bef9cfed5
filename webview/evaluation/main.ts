import type { EvaluationToHost, HostToEvaluation } from '../../contract/evaluationMessages';
import { make } from '../tester/dom';
import { EvaluationView } from './evaluationView';
import '../shared.css';
import './evaluation.css';

declare function acquireVsCodeApi(): {
  postMessage(message: EvaluationToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = make('main');
document.body.append(root);
const view = new EvaluationView(root, {
  post: (message) => vscode.postMessage(message),
  getState: () => vscode.getState(),
  setState: (state) => vscode.setState(state),
});
window.addEventListener('message', (event: MessageEvent<HostToEvaluation>) => view.receive(event.data));
