import { createServer } from 'node:http';
import { exportedTaskRun } from './tekton-run.js';

/** An API server on loopback that knows one TaskRun and its Pod. */
export interface LoopbackApiServer {
  readonly address: string;
  /** What it was asked: method and path. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

type Item = Readonly<Record<string, unknown>>;

/** Answers the paths of the Kubernetes API conventions, of a run that has built the image. */
export async function startApiServer(image: {
  readonly url: string;
  readonly digest: string;
}): Promise<LoopbackApiServer> {
  const { items } = JSON.parse(exportedTaskRun(image)) as { readonly items: readonly Item[] };
  const [taskRun = {}, pod = {}] = items;
  const list = (found: readonly Item[]): object => ({
    metadata: { resourceVersion: '7' },
    items: found,
  });
  const answers: Readonly<Record<string, object>> = {
    '/apis/tekton.dev/v1/pipelineruns?limit=100': list([]),
    '/apis/tekton.dev/v1/taskruns?limit=100': list([taskRun]),
    '/apis/tekton.dev/v1/namespaces/ci/taskruns/build-1': taskRun,
    '/api/v1/namespaces/ci/pods?labelSelector=tekton.dev%2FtaskRun%3Dbuild-1': list([pod]),
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('no address');
  return {
    address: `http://127.0.0.1:${String(bound.port)}`,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
      }),
  };
}
