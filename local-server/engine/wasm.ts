import type * as OrtWeb from 'onnxruntime-web';
import type { EngineLoader } from './engine';
import { ortEngine } from './ortEngine';
import { requirePackage } from './requirePackage';

/** ONNX Runtime as WebAssembly: runs on every platform. Its .wasm file is read from beside the module. */
export const wasmEngine: EngineLoader = {
  name: 'wasm',
  module: 'onnxruntime-web',
  load() {
    const ort = requirePackage('onnxruntime-web') as typeof OrtWeb;
    ort.env.logLevel = 'fatal';
    ort.env.wasm.numThreads = 1;
    return ortEngine('wasm', ort, 'wasm');
  },
};
