import type { Fault, Result } from '@plumbline/core';
import type { Kubernetes } from '@plumbline/step';
import { createKubernetes } from './client.js';
import { apiServer } from './in-cluster.js';

/** The API server of the cluster that this process runs in, or the proxy on this machine that was named. */
export function openKubernetes(named: string | null): Result<Kubernetes, Fault> {
  const server = apiServer(named, process.env);
  return server.ok ? { ok: true, value: createKubernetes(server.value) } : server;
}

/** Waits before something is tried again. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Ends when the platform asks for it: the first process of a container has no default for that, and would be killed later. */
export function endWhenAsked(): void {
  process.once('SIGTERM', () => process.exit(0));
}
