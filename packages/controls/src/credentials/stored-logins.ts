import type { ScriptSite } from '../composition/scripts.js';
import type { Run } from '../composition/commands.js';
import { AWS, AZURE, GOOGLE, type StoredKey } from './stored-keys.js';

/** A command that logs in to a cloud with a stored key, however its variable is called. */
export interface StoredLogin {
  readonly run: Run;
  readonly stored: StoredKey;
}

/** The logins of a script. */
export function storedLogins({ runs }: ScriptSite): readonly StoredLogin[] {
  return runs.flatMap((run) => {
    const stored = storedBy(run.invoked?.program ?? '', run.invoked?.args ?? []);
    return stored === null ? [] : [{ run, stored }];
  });
}

function storedBy(program: string, args: readonly string[]): StoredKey | null {
  const words = args.join(' ');
  if (program === 'gcloud' && /^auth activate-service-account\b/.test(words)) return GOOGLE;
  if (program === 'aws' && /^configure set (?:\S+\.)?aws_secret_access_key\b/.test(words))
    return AWS;
  const isPrincipal =
    program === 'az' && /^login\b.* --service-principal\b/.test(` ${words}`.trim());
  return isPrincipal && !/--federated-token\b/.test(words) ? AZURE : null;
}
