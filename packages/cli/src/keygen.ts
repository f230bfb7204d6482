import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { createNewFile, isFolder, runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import { generateKeyPair, readPublicKey, type KeyPairPem } from '@plumbline/trust';
import type { LoadedCommand } from './commands.js';

const PRIVATE = 0o600;
const PUBLIC = 0o644;

const definition = defineCommand({
  name: 'keygen',
  summary:
    'Make a P-256 key pair to sign with. The private half is encrypted as cosign does it, with the password of ' +
    'COSIGN_PASSWORD or PRIVATE_PASSWORD, or one that is asked for on the terminal.',
  inputs: {
    out: {
      kind: 'path',
      default: 'plumbline',
      description: 'Folder, or the beginning of the names: NAME.key and NAME.pub.',
    },
    force: { kind: 'boolean', description: 'Replace files that exist.' },
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [{ does: 'make ci.key and ci.pub', args: '--out ci' }],
});

export const keygen: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, makeKeys, argv),
};

interface KeyFiles {
  readonly privatePath: string;
  readonly publicPath: string;
}

async function makeKeys(
  { out, force }: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<CommandOutput, Fault>> {
  const password = await choosePassword(ports);
  if (!password.ok) return password;
  const pair = generateKeyPair({ password: password.value });
  const files = filesOf(out);
  const written = force ? replaceFiles(pair, files, ports) : createFiles(pair, files);
  if (!written.ok) return written;
  const key = readPublicKey(pair.publicKey);
  if (!key.ok) return key;
  const text = nextSteps(files, pair.publicKey, key.value.fingerprint);
  return ok({ forms: { text: () => text }, exitCode: 0 });
}

/** Asked twice on a terminal: a password that was mistyped once would lock the key for ever. */
async function choosePassword(ports: Ports): Promise<Result<string, Fault>> {
  const first = await ports.keyPassword();
  if (!first.ok) return first;
  const second = await ports.keyPassword();
  if (!second.ok) return second;
  return first.value === second.value
    ? first
    : err(usageFault('KEY_PASSWORD', 'the two passwords differ', 'plumbline keygen, once more'));
}

function filesOf(out: string): KeyFiles {
  const isInFolder = /[/\\]$/.test(out) || isFolder(out);
  const stem = isInFolder ? `${out.replace(/[/\\]+$/, '')}/plumbline` : out;
  return { privatePath: `${stem}.key`, publicPath: `${stem}.pub` };
}

/** The public half first: if it exists, no private key without its public half is left behind. */
function createFiles(pair: KeyPairPem, files: KeyFiles): Result<void, Fault> {
  const created = createNewFile(files.publicPath, pair.publicKey, PUBLIC);
  return created.ok ? createNewFile(files.privatePath, pair.privateKey, PRIVATE) : created;
}

function replaceFiles(pair: KeyPairPem, files: KeyFiles, ports: Ports): Result<void, Fault> {
  const text = new TextEncoder();
  const written = ports.writeFile(files.privatePath, text.encode(pair.privateKey), PRIVATE);
  return written.ok
    ? ports.writeFile(files.publicPath, text.encode(pair.publicKey), PUBLIC)
    : written;
}

function nextSteps(
  { privatePath, publicPath }: KeyFiles,
  pem: string,
  fingerprint: string,
): string {
  return `private half ${privatePath}   encrypted; keep it out of the repository
public half  ${publicPath}
fingerprint  sha256:${fingerprint}

Next, sign: plumbline sign-pipeline --key ${privatePath}
In a pipeline, store the text of ${privatePath} and its password as secrets: the input key, and COSIGN_PASSWORD in env.
To trust the key, write in .plumbline.yaml:

trust:
  keys:
    ${keyName(publicPath)}:
      pem: |
${pem.trimEnd().replaceAll(/^/gm, '        ')}
`;
}

/** The file's name where the policy takes it as the name of a key. */
function keyName(publicPath: string): string {
  const name = publicPath.replace(/^.*[/\\]/, '').replace(/\.pub$/, '');
  return /^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name) ? name : 'signer';
}
