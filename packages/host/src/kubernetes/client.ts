import type { IncomingMessage } from 'node:http';
import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  undecidableFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import type { Kubernetes, WatchEvent } from '@plumbline/step';
import type { ApiServer } from './in-cluster.js';

/** Lists of all runs of a cluster are large; one object is not. */
const MAX_LIST = 256 * 1024 * 1024;
const MAX_EVENT = 8 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
/** The server ends a watch after five minutes and sends bookmarks meanwhile. */
const WATCH_TIMEOUT_MS = 400_000;

/** Asks an API server, and nothing else: redirects are not followed. */
export function createKubernetes(server: ApiServer): Kubernetes {
  return {
    get: async (path) => {
      const response = await open(server, path, TIMEOUT_MS);
      if (!response.ok) return response;
      const { statusCode } = response.value;
      if (statusCode === 200) return readBody(response.value, path);
      response.value.destroy();
      return statusCode === 404 ? ok(null) : err(outage(path, `it answered ${String(statusCode)}`));
    },
    watch: (path) => events(server, path),
  };
}

async function open(
  { url, ca, token }: ApiServer,
  path: string,
  timeout: number,
): Promise<Result<IncomingMessage, Fault>> {
  const authorization = token();
  const headers = {
    accept: 'application/json',
    'user-agent': 'plumbline',
    ...(authorization === null ? {} : { authorization: `Bearer ${authorization}` }),
  };
  const { request: send } =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((done) => {
    // No connection is kept: a process that has nothing more to ask ends.
    const options = { headers, timeout, agent: false, ...(ca === null ? {} : { ca }) };
    const request = send(new URL(path, url), options, (response) => done(ok(response)));
    request.on('timeout', () => request.destroy());
    request.on('error', () => done(err(outage(path, 'the connection failed'))));
    request.end();
  });
}

async function readBody(response: IncomingMessage, path: string): Promise<Result<Node, Fault>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_LIST) return err(outage(path, 'the answer is larger than 256 MiB'));
      chunks.push(chunk);
    }
  } catch {
    return err(outage(path, 'the connection broke'));
  }
  return parse(Buffer.concat(chunks), path, MAX_LIST);
}

function parse(bytes: Buffer, path: string, maxBytes: number): Result<Node, Fault> {
  const read = readJson('answer', bytes, { maxBytes });
  return read.ok ? ok(read.value.root) : err(outage(path, 'the answer is not JSON'));
}

/** One JSON object in each line. */
async function* events(server: ApiServer, path: string): AsyncGenerator<Result<WatchEvent, Fault>> {
  const response = await open(server, path, WATCH_TIMEOUT_MS);
  if (!response.ok) yield response;
  else if (response.value.statusCode === 200) yield* lines(response.value, path);
  else {
    response.value.destroy();
    yield err(outage(path, `it answered ${String(response.value.statusCode)}`));
  }
}

async function* lines(
  response: IncomingMessage,
  path: string,
): AsyncGenerator<Result<WatchEvent, Fault>> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
        yield eventIn(rest.subarray(0, end), path);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > MAX_EVENT) break;
    }
  } catch {
    yield err(outage(path, 'the connection broke'));
  }
  if (rest.length > MAX_EVENT) yield err(outage(path, 'an event is larger than 8 MiB'));
}

function eventIn(line: Buffer, path: string): Result<WatchEvent, Fault> {
  const read = parse(line, path, MAX_EVENT);
  if (!read.ok) return read;
  const type = stringOf(mapGet(read.value, 'type'));
  const object = mapGet(read.value, 'object');
  return type === undefined || object === undefined
    ? err(outage(path, 'an event has no type or no object'))
    : ok({ type, object });
}

/** Of a path without its query: enough to know which right is missing. */
function outage(path: string, why: string): Fault {
  return undecidableFault(
    'KUBERNETES_UNREACHABLE',
    `the API server cannot be asked for ${path.split('?')[0] ?? ''}: ${why}`,
  );
}
