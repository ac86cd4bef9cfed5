import type { ScorerState } from '../../scorer/scorers';
import type { TesterTarget } from '../../../contract/testerMessages';

/** What the state of a scorer, or of an API, tells of the target that it is. */
export function lookOfScorer(
  state: ScorerState,
): Pick<TesterTarget, 'state'> & Partial<Pick<TesterTarget, 'detail' | 'url' | 'model'>> {
  switch (state.status) {
    case 'stopped':
    case 'starting':
      return { state: state.status };
    case 'running': {
      const { url, model } = state;
      return { state: 'ready', detail: url, url, model: { name: model.name, version: model.version } };
    }
    case 'failed':
      return { state: 'failed', detail: `${state.failure.message} ${state.failure.next}` };
  }
}
