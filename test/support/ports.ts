import { createPorts } from '@plumbline/host';
import type { Ports } from '@plumbline/step';

const silent = (): void => undefined;

/** The ports of a run of the command, which may open connections and says nothing; with some of them otherwise. */
export function portsOf(changes: Partial<Parameters<typeof createPorts>[0]> = {}): Ports {
  return createPorts({
    env: {},
    cwd: '/',
    log: { debug: silent, info: silent, notice: silent, warn: silent },
    face: 'cli',
    offline: false,
    registryInsecure: [],
    token: null,
    terminal: null,
    stdin: null,
    now: () => new Date(),
    reports: null,
    ...changes,
  });
}
