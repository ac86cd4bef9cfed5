import { namedModel } from '../namedModel';
import { jsonPage, type ProtocolPage } from '../protocol';

/**
 * The extension of the protocol for a repository of models
 * (https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md). A scorer
 * has one model, which it loads by itself when its artefact changes; to load is to look at the artefact now.
 */
export const REPOSITORY_PAGES: readonly ProtocolPage[] = [
  {
    name: '/v2/repository/index',
    path: '/v2/repository/index',
    method: 'POST',
    answer({ model }) {
      if (!model) return jsonPage(200, []);
      const { name, version } = model.artefact;
      return jsonPage(200, [{ name, version, state: 'READY', reason: '' }]);
    },
  },
  {
    name: '/v2/repository/models/{model}/load',
    path: /^\/v2\/repository\/models\/(?<model>[^/]+)\/load$/,
    method: 'POST',
    isControl: true,
    async answer(served, parameters) {
      await served.refresh();
      namedModel(served, parameters);
      return jsonPage(200, {});
    },
  },
  {
    name: '/v2/repository/models/{model}/unload',
    path: /^\/v2\/repository\/models\/(?<model>[^/]+)\/unload$/,
    method: 'POST',
    isControl: true,
    async answer(served, parameters) {
      namedModel(served, parameters);
      await served.unload();
      return jsonPage(200, {});
    },
  },
];
