import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { HostOptions } from './options.js';

const VARIABLES = ['COSIGN_PASSWORD', 'PRIVATE_PASSWORD'] as const;

/** The password of an encrypted key: a variable with text before an empty one, which is an empty password as cosign has it. */
export async function keyPassword(
  options: Pick<HostOptions, 'env' | 'terminal'>,
): Promise<Result<string, Fault>> {
  const given = VARIABLES.flatMap((name) => options.env[name] ?? []);
  const password = given.find((text) => text !== '') ?? given[0];
  if (password !== undefined) return ok(password);
  if (options.terminal !== null)
    return ok(await options.terminal.askHidden('Password of the key: '));
  return err(
    usageFault(
      'KEY_PASSWORD',
      'The key is encrypted; COSIGN_PASSWORD or PRIVATE_PASSWORD was expected, and there is no terminal to ask on',
      'Set COSIGN_PASSWORD from a secret',
    ),
  );
}
