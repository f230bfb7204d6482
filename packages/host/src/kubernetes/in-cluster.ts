import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';

/** Where Kubernetes puts what a Pod needs to ask its API server (Kubernetes, "Accessing the API from within a Pod"). */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** An API server, and what proves who asks and who answers. */
export interface ApiServer {
  readonly url: URL;
  /** Null: http to this machine, as `kubectl proxy` serves it. */
  readonly ca: Buffer | null;
  /** Read anew for each request: the kubelet rotates it. */
  readonly token: () => string | null;
}

/** The server that the Pod is told, or the proxy on this machine that was named. */
export function apiServer(
  named: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Result<ApiServer, Fault> {
  if (named !== null) return proxy(named);
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (host === undefined || !URL.canParse(`https://${bracketed(host)}:${port}`))
    return err(noServer('this process does not run in a Pod'));
  try {
    const ca = readFileSync(join(ACCOUNT, 'ca.crt'));
    const token = (): string => readFileSync(join(ACCOUNT, 'token'), 'utf8').trim();
    token();
    return ok({ url: new URL(`https://${bracketed(host)}:${port}`), ca, token });
  } catch {
    return err(noServer(`the token or the authority of the service account is not at ${ACCOUNT}`));
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function proxy(text: string): Result<ApiServer, Fault> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
  return url !== null && isLocal
    ? ok({ url, ca: null, token: () => null })
    : err(noServer('only a proxy on this machine can be named'));
}

function noServer(why: string): Fault {
  return usageFault(
    'KUBERNETES_NONE',
    `there is no API server to ask: ${why}`,
    'kubectl proxy, then --api-server http://127.0.0.1:8001',
  );
}
