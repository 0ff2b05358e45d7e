import dns from 'node:dns/promises';
import net from 'node:net';

/** Where a server is to listen, and which setting says the port. */
export interface ListenAt {
  host: string;
  port: number;
  portSetting: 'PORT' | 'METRICS_PORT';
}

/** The service cannot listen where its settings say. The line names the setting and what to do; the code stays the same. */
class ListenError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ListenError';
    this.code = code;
  }
}

const takeAnother = 'Set it to 127.0.0.1 (this machine alone), 0.0.0.0 (all its addresses), or one that it has.';

/** Why a server cannot listen; null: it is not about the settings. */
export function describeListenFault(error: unknown, { host, port, portSetting }: ListenAt): ListenError | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError(
        'port_in_use',
        `Port ${port} is in use. Stop what listens there, or choose another port with ${portSetting}.`,
      );
    case 'EACCES':
      return new ListenError(
        'port_not_allowed',
        `Port ${port} may not be used by this user. Choose another one with ${portSetting}.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return new ListenError('host_unknown', `HOST is ${host}, a name that leads to no address. ${takeAnother}`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new ListenError('host_not_here', `HOST is ${host}, which is no address of this machine. ${takeAnother}`);
    default:
      return null;
  }
}

/**
 * Tries whether a server can listen on an address at all, before anything is started for it.
 * @throws ListenError
 */
export async function tryHost(host: string): Promise<void> {
  const server = net.createServer();
  try {
    const { address } = await dns.lookup(host);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(0, address, resolve);
    await promise;
  } catch (error) {
    throw describeListenFault(error, { host, port: 0, portSetting: 'PORT' }) ?? error;
  } finally {
    server.close();
  }
}
