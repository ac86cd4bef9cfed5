import type { EngineLoader } from './engine';
import { ortEngine } from './ortEngine';

/** ONNX Runtime as WebAssembly: runs on every platform. Its .wasm file is read from beside the module. */
export const wasmEngine: EngineLoader = {
  name: 'wasm',
  module: 'onnxruntime-web',
  async load() {
    const ort = await import('onnxruntime-web');
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = 1;
    return ortEngine('wasm', ort, 'wasm');
  },
};
