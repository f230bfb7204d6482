import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts a server on a free port of loopback, and says which. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Ports that nobody listens on, for programs that cannot choose one themselves. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Asks until there is an answer: a program that starts has no other sign. */
export async function answerOf(url: string, seconds = 60): Promise<Response> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      const response = await fetch(url);
      if (response.ok) return response;
      await response.body?.cancel();
    } catch {
      // Not there yet.
    }
    if (Date.now() > end) throw new Error(`${url} does not answer`);
    await sleep(100);
  }
}
