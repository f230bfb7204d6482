import type { Result } from '@plumbline/core';
import type { Exchange, Reply } from './transport.js';

export type { Exchange, Reply };

/** https, or http to a host that is allowed it; nothing in the address that hides where it leads. */
export function isUsable(url: URL, plainHosts: ReadonlySet<string>): boolean {
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && plainHosts.has(url.host));
  return isSafe && url.username === '' && url.password === '' && url.hash === '';
}

/** One request. Node's HTTP client comes with the first: it costs as much as Node's own start, and most runs ask nobody. */
export async function exchange(request: Exchange): Promise<Result<Reply, string>> {
  const transport = await import(/* webpackMode: "eager" */ './transport.js');
  return transport.exchange(request);
}
