import { createRequire } from 'node:module';

/**
 * Loads a runtime's package as CommonJS, also from the bundle, in which an `import()` would stay one and take the other
 * half of the package: what is shipped is one half.
 *
 * @throws what Node's require throws where the package is missing or has no binary for this machine.
 */
export const requirePackage: NodeJS.Require = createRequire(__filename);
