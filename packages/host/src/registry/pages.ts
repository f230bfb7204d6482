import { err, ok, type Fault, type Result } from '@plumbline/core';
import { forbidden, oddAnswer, tooMuch } from './faults.js';
import { MAX_MANIFEST } from './manifest.js';
import type { Session } from './session.js';
import type { Reply } from '../network/exchange.js';

const MAX_PAGES = 100;
const MAX_ENTRIES = 10_000;

/** How many entries a page has; null: it is malformed; `unknown`: it is no page of this list. */
type ReadPage = (reply: Reply) => number | null | 'unknown';

/**
 * Reads a list that a registry may cut into pages (RFC 5988 `Link`, distribution specification "Listing Tags" and
 * "Listing Referrers"). `none`: there is no such list. A list without end is a fault, not a short list.
 */
export async function readPages(
  { call, host, base }: Session,
  first: string,
  read: ReadPage,
): Promise<Result<'read' | 'none', Fault>> {
  let path: string | null = first;
  let entries = 0;
  for (let page = 0; path !== null; page += 1) {
    if (page === MAX_PAGES || entries > MAX_ENTRIES)
      return err(tooMuch(host, `a list of more than ${MAX_ENTRIES} entries or ${MAX_PAGES} pages`));
    const reply = await call({ method: 'GET', path, cap: MAX_MANIFEST, expect: [200, 404] });
    if (!reply.ok) return reply;
    const found = reply.value.status === 404 ? 'unknown' : read(reply.value);
    if (found === 'unknown' && page === 0) return ok('none');
    if (typeof found !== 'number') return err(oddAnswer(host, 'a list is malformed or ends early'));
    entries += found;
    const next = nextPath(reply.value.header('link'), new URL(path, base));
    if (next === undefined) return err(forbidden(host, 'the next page lies elsewhere'));
    path = next;
  }
  return ok('read');
}

/** Null: this is the last page. Undefined: the next one is not of the same list. */
function nextPath(link: string | null, current: URL): string | null | undefined {
  if (link === null || link === '') return null;
  const target = /^<([^<>]{1,4096})>\s*;\s*rel="?next"?\s*$/i.exec(link)?.[1] ?? '';
  if (target === '' || !URL.canParse(target, current.href)) return undefined;
  const next = new URL(target, current);
  const isSame = next.host === current.host && next.pathname === current.pathname;
  return isSame && next.search !== current.search ? next.pathname + next.search : undefined;
}
