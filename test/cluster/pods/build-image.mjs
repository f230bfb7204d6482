// Runs in a pod: makes an image of one program with the layout tool of scripts/image, and pushes it (OCI distribution 1.1).
// Usage: node build-image.mjs PROGRAM REGISTRY NAME URL-RESULT DIGEST-RESULT
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { writeLayout } from './layout.mjs';
import { file, tar } from './tar.mjs';

const [program, registry, name, urlResult, digestResult] = process.argv.slice(2);
const LAYOUT = '/layout/image';

const archive = tar([file('whysql', readFileSync(program), 0o755)]);
const layer = { by: 'whysql', tar: archive, gzip: gzipSync(archive) };
const config = { User: '65532:65532', Entrypoint: ['/whysql'] };
const digest = writeLayout(LAYOUT, [layer], { config, tag: 'latest' });

const repository = `http://${registry}/v2/${name}`;
const blob = (of) => readFileSync(`${LAYOUT}/blobs/sha256/${of.slice('sha256:'.length)}`);
const ask = async (url, options, status) => {
  const answer = await fetch(url, options);
  if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
};
const upload = async (of) => {
  const started = await ask(`${repository}/blobs/uploads/`, { method: 'POST' }, 202);
  const to = new URL(started.headers.get('location'), repository);
  to.searchParams.set('digest', of);
  const headers = { 'content-type': 'application/octet-stream' };
  await ask(to, { method: 'PUT', body: blob(of), headers }, 201);
};

const manifest = JSON.parse(blob(digest).toString());
for (const part of [manifest.config, ...manifest.layers]) await upload(part.digest);
const headers = { 'content-type': manifest.mediaType };
await ask(`${repository}/manifests/${digest}`, { method: 'PUT', body: blob(digest), headers }, 201);
writeFileSync(urlResult, `${registry}/${name}`);
writeFileSync(digestResult, digest);
