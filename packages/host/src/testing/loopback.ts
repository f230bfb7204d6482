import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a server of a test answers: a status, headers and a body. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For answers that no status line can say. */
  readonly raw?: (response: ServerResponse) => void;
}

/** A request as a server saw it. */
export interface Asked {
  /** `METHOD /path?query`. */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface LoopbackServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

/** Answers on loopback as the test says, and remembers what it was asked. */
export async function loopbackServer(answer: (asked: Asked) => Answer): Promise<LoopbackServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      const seen = { line, headers: request.headers, body: Buffer.concat(chunks) };
      asked.push(seen);
      const { status = 200, headers = {}, body = '', raw } = answer(seen);
      if (raw) raw(response);
      else response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((done) => server.close(() => done()));
  };
  return { host: `127.0.0.1:${String(address.port)}`, asked, close };
}
