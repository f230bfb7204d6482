// A registry on loopback, and the images in it that are made of programs of this machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeLayout } from '../image/layout.mjs';
import { run } from '../image/run.mjs';
import { file, link, tar } from '../image/tar.mjs';
import { NODE_ADDRESS } from './namespaces.mjs';
import { answers, until } from './processes.mjs';

const PORT = 5000;
/** The node and Tekton speak plain http with what is on loopback. */
export const REGISTRY = `127.0.0.1:${PORT}`;
/** The same registry as pods reach it. */
export const REGISTRY_OF_PODS = `${NODE_ADDRESS}:${PORT}`;

/** Starts the registry. */
export const startRegistry = async ({ processes, folder }) => {
  const config = join(folder, 'registry.json');
  const storage = { filesystem: { rootdirectory: join(folder, 'registry') } };
  const settings = { version: '0.1', log: { level: 'warn' }, storage, http: { addr: `:${PORT}` } };
  writeFileSync(config, JSON.stringify(settings));
  const registry = processes.start('registry', ['docker-registry', 'serve', config]);
  await until(registry, () => answers(`http://${REGISTRY}/v2/`));
};

/** Copies an OCI layout into the registry; the name of the image there, by its digest. */
export const push = (layout, name) => {
  const to = `docker://${REGISTRY}/${name}:latest`;
  const options = ['--insecure-policy', '--quiet', '--preserve-digests', '--dest-tls-verify=false'];
  run('skopeo', ['copy', ...options, `oci:${layout}`, to]);
  const [{ digest }] = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests;
  return `${REGISTRY}/${name}@${digest}`;
};

const make = (folder, { name, entries, config }) => {
  const layout = join(folder, 'layouts', name);
  const archive = tar(entries);
  const layer = { by: name, tar: archive, gzip: gzipSync(archive, { level: 1 }) };
  writeLayout(layout, [layer], { config, tag: 'latest' });
  return push(layout, name);
};

const program = (modules, name) => ({
  name,
  entries: [file(`ko-app/${name}`, readFileSync(join(modules.tekton, name)), 0o755)],
  config: { User: '65532:65532', Entrypoint: [`/ko-app/${name}`], Env: ['PATH=/ko-app'] },
});

const busyboxEntries = () => {
  const path = run('sh', ['-c', 'command -v busybox']).toString().trim();
  const names = run(path, ['--list']).toString().trim().split('\n');
  return [
    file('bin/busybox', readFileSync(path), 0o755),
    ...names.filter((name) => name !== 'busybox').map((name) => link(`bin/${name}`, 'busybox')),
  ];
};

/** Makes and pushes what pods need besides the images of their steps: `{ pause, shell, entrypoint, … }`. */
export const pushImages = ({ folder, modules }) => {
  const busybox = busyboxEntries();
  const Env = ['PATH=/bin'];
  const wanted = [
    ...['entrypoint', 'nop', 'sidecarlogresults', 'workingdirinit'].map((name) =>
      program(modules, name),
    ),
    { name: 'shell', entries: busybox, config: { Entrypoint: ['/bin/sh'], Env } },
    {
      name: 'pause',
      entries: busybox,
      config: { Entrypoint: ['/bin/tail', '-f', '/dev/null'], Env },
    },
  ];
  return Object.fromEntries(wanted.map((image) => [image.name, make(folder, image)]));
};
