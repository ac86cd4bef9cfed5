import type { EngineLoader } from './engine';
import { ortEngine } from './ortEngine';

/** ONNX Runtime as native code: the fastest, on the platforms that onnxruntime-node has a binary for. */
export const nativeEngine: EngineLoader = {
  name: 'native',
  module: 'onnxruntime-node',
  async load() {
    const ort = await import('onnxruntime-node');
    // Its warnings would stand between the JSON lines of the log.
    ort.env.logLevel = 'error';
    return ortEngine('native', ort, 'cpu');
  },
};
