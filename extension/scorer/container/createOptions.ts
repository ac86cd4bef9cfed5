import type { ContainerCreateOptions } from 'dockerode';

/** Where the artefact lies in the container: in a volume, since the container's own file system is read-only. */
export const ARTEFACT_FOLDER = '/artefact';
/** The port inside; what is published is another. */
const INNER_PORT = 8080;
/** The name by which the engine knows that port. */
export const INNER_PORT_KEY = `${INNER_PORT}/tcp`;
/** More threads than a scorer ever has, and few enough to stop one that goes wild. */
const MOST_PROCESSES = 128;

/** What a scorer's container may take of the machine; 0 sets no limit. */
export interface ContainerLimits {
  /** In MiB. */
  memory: number;
  /** In cores, such as 1.5. */
  cpus: number;
}

/** As much as a model of ordinary size needs many times over. */
export const DEFAULT_LIMITS: ContainerLimits = { memory: 1024, cpus: 1 };

export interface CreateOptions {
  image: string;
  name: string;
  labels: Record<string, string>;
  /** The port of 127.0.0.1 on the engine's machine; 0 lets the engine choose. */
  port: number;
  limits: ContainerLimits;
}

/**
 * How a scorer's container is made: a read-only root, no capabilities and no way to get any, published on 127.0.0.1 only,
 * limited, and with a log that cannot fill the disk. Its volume has no name of its own, so that it goes with the container.
 */
export function createOptions({ image, name, labels, port, limits }: CreateOptions): ContainerCreateOptions {
  const memory = limits.memory * 1024 * 1024;
  return {
    name,
    Image: image,
    // The scorer is reached by the published port, whose number is not known yet: the names hold for every port.
    Cmd: [
      ...['--artefact', ARTEFACT_FOLDER, '--host', '0.0.0.0', '--port', String(INNER_PORT)],
      ...['--allowed-host', '127.0.0.1', '--allowed-host', 'localhost'],
    ],
    Labels: labels,
    ExposedPorts: { [INNER_PORT_KEY]: {} },
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: MOST_PROCESSES,
      // Swap counts as memory: else a scorer beyond its limit crawls instead of ending.
      ...(memory > 0 && { Memory: memory, MemorySwap: memory }),
      ...(limits.cpus > 0 && { NanoCpus: Math.round(limits.cpus * 1e9) }),
      PortBindings: { [INNER_PORT_KEY]: [{ HostIp: '127.0.0.1', HostPort: port === 0 ? '' : String(port) }] },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
      Mounts: [{ Type: 'volume', Source: '', Target: ARTEFACT_FOLDER, VolumeOptions: volumeOptions(labels) }],
    },
  };
}

function volumeOptions(Labels: Record<string, string>) {
  return { NoCopy: false, Labels, DriverConfig: { Name: '', Options: {} } };
}
