import { build } from '../../../../contract/build';
import { noModel } from '../../problem';
import { refusalText, type PageAnswer, type Protocol, type ProtocolPage } from '../protocol';
import { describeMlflow } from './describeMlflow';
import { invocationsRoute } from './invocations';

/** MLflow's scoring server, version 2 and later (https://mlflow.org/docs/latest/deployment/deploy-model-locally). */

/** The names of MLflow's errors by status. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ENDPOINT_NOT_FOUND',
  413: 'REQUEST_LIMIT_EXCEEDED',
  500: 'INTERNAL_ERROR',
  503: 'TEMPORARILY_UNAVAILABLE',
};

/** Whether it can score; MLflow has one newline as its content. */
const ping: Pick<ProtocolPage, 'method' | 'isProbe' | 'answer'> = {
  method: 'GET',
  isProbe: true,
  answer(served): PageAnswer {
    if (served.readiness().status !== 'ready') throw noModel();
    return { status: 200, type: 'application/json', body: '\n' };
  },
};

export const mlflow: Protocol = {
  title: 'MLflow',
  paths: /^\/(?:invocations|ping|health|version)$/,
  scoring: [invocationsRoute],
  pages: [
    { ...ping, name: '/ping', path: '/ping' },
    { ...ping, name: '/health', path: '/health' },
    {
      name: '/version',
      path: '/version',
      method: 'GET',
      answer: () => ({ status: 200, type: 'text/plain; charset=utf-8', body: build.version }),
    },
  ],
  refuse: (problem) => ({
    type: 'application/json',
    body: JSON.stringify({
      error_code: CODES[problem.status] ?? 'BAD_REQUEST',
      message: refusalText(problem),
    }),
  }),
  describe: describeMlflow,
};
