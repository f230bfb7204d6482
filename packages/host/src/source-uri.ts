import type { GitConfig } from './git/config.js';
import type { HostOptions } from './options.js';

/** `git+https://host/path` of remote `origin`, without credentials, query or `.git`; null if it is none of a host. */
export function sourceUri(config: GitConfig): string | null {
  const url = config.get('remote.origin.url') ?? '';
  const scp = /^(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]{2,}):(?!\/\/)\/?([^\s\p{Cc}\\]+)$/u.exec(url);
  return fromUrl(scp ? `ssh://${scp[1] ?? ''}/${scp[2] ?? ''}` : url);
}

/** The repository of the run that we are part of, as the runner names it. */
export function runUri(env: HostOptions['env']): string | null {
  return fromUrl(
    `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${env['GITHUB_REPOSITORY'] ?? ''}`,
  );
}

function fromUrl(text: string): string | null {
  if (!/^(?:https?|ssh|git):\/\//.test(text) || !URL.canParse(text)) return null;
  const { protocol, host, pathname } = new URL(text);
  const path = pathname.replace(/\/+$/, '').replace(/\.git$/, '');
  return host === '' || path === '' ? null : `git+${protocol}//${host}${path}`;
}
