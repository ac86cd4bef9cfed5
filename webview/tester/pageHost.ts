import type { TesterToHost } from '../../contract/testerMessages';

/** What a webview's page has of VS Code. */
export interface PageHost {
  post(message: TesterToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}
