// The two programs of the image's build, from the Go that inputs.json names, whatever Go is installed.
import { join } from 'node:path';
import { run } from './run.mjs';

/** Builds a command of this folder for the image into a folder, and returns its path. */
export const buildGo = (name, folder, version) => {
  const path = join(folder, name);
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    GOARCH: 'amd64',
    GOAMD64: 'v1',
    GOOS: 'linux',
    GOFLAGS: '',
    GOTOOLCHAIN: `go${version}`,
    GOWORK: 'off',
  };
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];
  run('go', ['build', ...flags, '-o', path, `./${name}`], { cwd: import.meta.dirname, env });
  return path;
};
