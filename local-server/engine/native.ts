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
    // What goes wrong is thrown, and logged once by who catches it.
    ort.env.logLevel = 'fatal';
    return ortEngine('native', ort, 'cpu');
  },
};
