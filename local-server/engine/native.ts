import type * as OrtNode from 'onnxruntime-node';
import type { EngineLoader } from './engine';
import { ortEngine } from './ortEngine';
import { requirePackage } from './requirePackage';

/** ONNX Runtime as native code: the fastest, on the platforms that onnxruntime-node has a binary for. */
export const nativeEngine: EngineLoader = {
  name: 'native',
  module: 'onnxruntime-node',
  load() {
    const ort = requirePackage('onnxruntime-node') as typeof OrtNode;
    // Its warnings would stand between the JSON lines of the log.
    ort.env.logLevel = 'error';
    return ortEngine('native', ort, 'cpu');
  },
};
