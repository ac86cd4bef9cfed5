import { build } from '../../../../contract/build';
import type { ServedModel } from '../../../model/servedModel';
import type { Parameters } from '../../scoringRoute';
import { namedModel, noSuchModel } from '../namedModel';
import { jsonPage, refusalText, type PageAnswer, type Protocol, type ProtocolPage } from '../protocol';
import { describeOpenInference } from './describeOpenInference';
import { inferRoute } from './infer';
import { metadata } from './metadata';
import { REPOSITORY_PAGES } from './repository';

/**
 * The Open Inference Protocol V2 over HTTP
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md).
 */

const server: Pick<ProtocolPage, 'name' | 'method' | 'answer'> = {
  name: '/v2',
  method: 'GET',
  answer: () =>
    jsonPage(200, {
      name: 'bellhop',
      version: build.version,
      extensions: ['binary_tensor_data', 'model_repository'],
    }),
};

/** Where a model's pages lie, with what follows. */
function modelPath(rest: string): RegExp {
  return new RegExp(`^/v2/models/(?<model>[^/]+)(?:/versions/(?<version>[^/]+))?${rest}$`);
}

function isReady(served: ServedModel): boolean {
  return served.readiness().status === 'ready';
}

function readyPage(ready: boolean, content: object): PageAnswer {
  return jsonPage(ready ? 200 : 503, { ...content, ready });
}

/** MLServer's pages of documentation, which are Bellhop's own here. */
const DOCS = String.raw`(?:models\/[^/]+(?:\/versions\/[^/]+)?\/)?docs(?:\/dataplane\.json)?$`;

export const openInference: Protocol = {
  title: 'Open Inference',
  paths: new RegExp(String.raw`^\/v2(?:\/(?!${DOCS})|$)`),
  scoring: [inferRoute],
  pages: [
    { ...server, path: '/v2' },
    // As the protocol's own OpenAPI file has it.
    { ...server, path: '/v2/' },
    {
      name: '/v2/health/live',
      path: '/v2/health/live',
      method: 'GET',
      isProbe: true,
      answer: () => jsonPage(200, { live: true }),
    },
    {
      name: '/v2/health/ready',
      path: '/v2/health/ready',
      method: 'GET',
      isProbe: true,
      answer: (served) => readyPage(isReady(served), {}),
    },
    {
      name: '/v2/models/{model}',
      path: modelPath(''),
      method: 'GET',
      isDetail: true,
      answer(served: ServedModel, parameters: Parameters) {
        if (!served.model) throw noSuchModel(parameters);
        return jsonPage(200, metadata(namedModel(served, parameters)));
      },
    },
    {
      name: '/v2/models/{model}/ready',
      path: modelPath('/ready'),
      method: 'GET',
      answer: (served: ServedModel, parameters: Parameters) =>
        readyPage(isReady(served), { name: namedModel(served, parameters).artefact.name }),
    },
    ...REPOSITORY_PAGES,
  ],
  refuse: (problem) => ({ type: 'application/json', body: JSON.stringify({ error: refusalText(problem) }) }),
  describe: describeOpenInference,
};
