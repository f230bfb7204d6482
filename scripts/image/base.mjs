// The base layer: Node and the libraries it is linked with. No shell, no package manager, no other program.
import { globSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackage, npmPackage } from './fetch.mjs';
import { run } from './run.mjs';
import { file, link } from './tar.mjs';

/** What Node is linked with, the dynamic linker, and what looks up names. */
const LIBRARY =
  '{lib,lib64,usr/lib}{,/x86_64-linux-gnu}/{ld-linux-x86-64,lib{c,dl,gcc_s,m,mvec,nss_dns,nss_files,pthread,resolv,rt,stdc++}}.so*';

/** Nobody's number in distroless images; any other works as well. */
export const USER = 65532;

const unpacked = (read) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-image-'));
  try {
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What the dynamic linker is asked for may be run. */
const modeOf = (path) => (/\/ld[^/]*\.so/.test(path) ? 0o755 : 0o644);

const entryOf = (folder, path) => {
  const full = join(folder, path);
  return lstatSync(full).isSymbolicLink()
    ? link(path, readlinkSync(full))
    : file(path, readFileSync(full), modeOf(path));
};

/** Libraries, licence, and the state of the package as scanners of images look for it. */
const debianEntries = (wanted) =>
  unpacked((folder) => {
    const deb = debianPackage(wanted);
    run('dpkg-deb', ['-x', deb, folder]);
    const control = run('dpkg-deb', ['--field', deb]);
    const found = globSync([LIBRARY, 'usr/share/doc/*/copyright'], { cwd: folder });
    return [
      ...found.map((path) => entryOf(folder, path)),
      file(`var/lib/dpkg/status.d/${wanted.name}`, control),
    ];
  });

const nodeEntries = (wanted) =>
  unpacked((folder) => {
    const members = ['package/bin/node', 'package/LICENSE'];
    run('tar', ['-xzf', npmPackage(wanted), '-C', folder, ...members]);
    const [node, licence] = members.map((path) => readFileSync(join(folder, path)));
    return [file('nodejs/bin/node', node, 0o755), file('usr/share/doc/nodejs/LICENSE', licence)];
  });

const users = [
  'root:x:0:0:root:/:/sbin/nologin',
  `nonroot:x:${USER}:${USER}:nonroot:/:/sbin/nologin`,
];

const release = [
  'ID=debian',
  'VERSION_ID="12"',
  'VERSION_CODENAME=bookworm',
  'PRETTY_NAME="Debian GNU/Linux 12"',
];

/** The entries of the base layer. */
export const baseEntries = ({ node, debian }) => [
  ...nodeEntries(node),
  ...debian.flatMap(debianEntries),
  file('etc/passwd', `${users.join('\n')}\n`),
  file('etc/group', `root:x:0:\nnonroot:x:${USER}:\n`),
  file('etc/os-release', `${release.join('\n')}\n`),
];
