import Docker from 'dockerode';

/** How long an engine may take to say that it is there, in milliseconds. */
const PATIENCE = 3000;

/** A client of the Docker engine at `unix:///path/to/socket`. */
export function socketClient(host: string): Docker {
  // The empty host keeps a DOCKER_HOST of the environment from being taken instead.
  return new Docker({ socketPath: host.slice('unix://'.length), host: '' });
}

/** Whether a Docker engine answers at a host, `unix:///path/to/socket`, or where DOCKER_HOST or the usual socket is. */
export async function engineAnswers(host?: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE);
  });
  const answer = (host === undefined ? new Docker() : socketClient(host)).ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
