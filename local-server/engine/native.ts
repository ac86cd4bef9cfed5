import type * as OrtNode from 'onnxruntime-node';
import type { EngineLoader } from './engine';
import { ortEngine } from './ortEngine';
import { requirePackage } from './requirePackage';

/** ONNX Runtime as native code: the fastest, on the platforms that onnxruntime-node has a binary for. */
export const nativeEngine: EngineLoader = {
  name: 'native',
  module: 'onnxruntime-node',
  load() {
    // It reports to its makers else, and writes an id of the device below the home folder.
    process.env['ORT_DISABLE_TELEMETRY'] = '1';
    const ort = requirePackage('onnxruntime-node') as typeof OrtNode;
    // What goes wrong is thrown, and logged once by who catches it.
    ort.env.logLevel = 'fatal';
    return ortEngine('native', ort, 'cpu');
  },
};
