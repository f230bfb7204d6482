import { MAX_DOCUMENTS, TOKENS_PER_NODE } from '../../limits.js';
import type { Node } from '../../node.js';
import type { Report } from '../../problem.js';
import { BlockReader } from './block.js';
import { passGap, type Gap } from './gap.js';
import { CHAR, doubt, nextLine, skipSpaces, unlessInDoubt } from './line.js';
import { Nodes } from './nodes.js';

/**
 * The roots of the documents of a stream, null for those without content, read without the library: what pipelines
 * are mostly written in, and nothing that needs a second thought. Null where the library must decide, be it
 * because the text is wrong. `notice` is then told what does not count.
 */
export function readDirectly(
  text: string,
  maxNodes: number,
  notice: Report,
): readonly (Node | null)[] | null {
  return unlessInDoubt(() => {
    if (text.includes('\r')) doubt();
    const nodes = new Nodes(text, notice);
    const roots = rootsOf(nodes);
    checkSize(nodes, roots.length, maxNodes);
    return roots;
  });
}

function rootsOf(nodes: Nodes): readonly (Node | null)[] {
  const { text } = nodes;
  const roots: (Node | null)[] = [];
  for (let gap = passGap(text, 0, Infinity); gap.next < text.length;) {
    if (gap.column === -1) gap = passMarker(text, gap);
    if (gap.column === -1) {
      roots.push(null);
      continue;
    }
    if (gap.column !== 0) doubt();
    const read = new BlockReader(nodes, gap).read();
    if (read.gap.column !== -1) doubt();
    roots.push(read.root);
    gap = read.gap;
  }
  return roots;
}

/** Behind `---` may be a comment, and nothing else. */
function passMarker(text: string, { next }: Gap): Gap {
  const rest = skipSpaces(text, next + 3);
  const code = text.charCodeAt(rest);
  if (code !== CHAR.newline && code !== CHAR.hash && rest !== text.length) doubt();
  return passGap(text, nextLine(text, rest), Infinity);
}

/** The library counts tokens: at most six for a node, and three for the end and the start of a line. */
function checkSize(nodes: Nodes, documents: number, maxNodes: number): void {
  const lines = nodes.text.split('\n').length;
  const tokens = TOKENS_PER_NODE * nodes.count + 3 * lines;
  if (tokens > TOKENS_PER_NODE * maxNodes || documents >= MAX_DOCUMENTS) doubt();
}
