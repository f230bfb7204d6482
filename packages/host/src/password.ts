import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { HostOptions } from './options.js';

const VARIABLES = ['COSIGN_PASSWORD', 'PRIVATE_PASSWORD'] as const;

/** The password of an encrypted key; an empty variable is an empty password, as cosign and tkn have it. */
export async function keyPassword(
  options: Pick<HostOptions, 'env' | 'terminal'>,
): Promise<Result<string, Fault>> {
  for (const name of VARIABLES) {
    const value = options.env[name];
    if (value !== undefined) return ok(value);
  }
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
