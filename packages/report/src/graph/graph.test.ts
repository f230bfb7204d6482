import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { text } from '../testing/arbitrary.js';
import { HOSTILE } from '../testing/samples.js';
import { parseXml } from '../testing/xml.js';
import type { GraphFigure, GraphNode } from '@plumbline/core';
import { TONES } from './figure.js';
import { fold, MOST_NODES } from './fold.js';
import { breakCycles, longestPathLayers } from './layers.js';
import { NODE_WIDTH, place } from './place.js';
import { NODE_HEIGHT } from './routes.js';
import { renderGraph } from './svg.js';
import { renderTree } from './tree.js';

function node(id: string, over: Partial<GraphNode> = {}): GraphNode {
  return { id, label: id, sublabel: '', group: '', shape: 'box', tone: 'good', ...over };
}

function figure(ids: string, edges: readonly string[]): GraphFigure {
  return {
    title: 'figure',
    nodes: [...ids].map((id) => node(id)),
    edges: edges.map(([from = '', to = '', label = '']) => ({ from, to, label })),
  };
}

function numbered(count: number, group: (index: number) => string): GraphFigure {
  const nodes = Array.from({ length: count }, (_, index) =>
    node(`n${index}`, { group: group(index), tone: TONES[index % TONES.length] ?? 'good' }),
  );
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ from: `n${Math.floor(index / 4)}`, to: id }));
  return { title: 'many', nodes, edges };
}

const anyFigure: fc.Arbitrary<GraphFigure> = fc
  .record({
    title: text,
    labels: fc.array(text, { maxLength: 12 }),
    edges: fc.array(fc.tuple(fc.nat(13), fc.nat(13), text), { maxLength: 30 }),
  })
  .map(({ title, labels, edges }) => ({
    title,
    nodes: labels.map((label, index) =>
      node(String(index), {
        label,
        sublabel: label,
        group: label,
        shape: (['box', 'round', 'hexagon', 'slanted'] as const)[index % 4] ?? 'box',
        tone: TONES[index % TONES.length] ?? 'good',
      }),
    ),
    edges: edges.map(([from, to, label]) => ({ from: String(from), to: String(to), label })),
  }));

describe('longestPathLayers', () => {
  it.each([
    ['a chain', figure('abc', ['ab', 'bc']), { a: 0, b: 1, c: 2 }],
    ['a short cut', figure('abc', ['ab', 'bc', 'ac']), { a: 0, b: 1, c: 2 }],
    ['a cycle', figure('abc', ['ab', 'bc', 'cb']), { a: 0, b: 1, c: 2 }],
    ['nothing but a cycle', figure('ab', ['ab', 'ba']), { a: 0, b: 1 }],
    ['two parts', figure('abc', ['ab']), { a: 0, b: 1, c: 0 }],
  ])('%s', (_name, drawn, layers) => {
    expect(Object.fromEntries(longestPathLayers(breakCycles(drawn)))).toEqual(layers);
  });
});

describe('place', () => {
  it('lets no two boxes overlap, and no edge or label cross a box', () => {
    fc.assert(
      fc.property(anyFigure, (some) => {
        const placed = place(fold(some));
        const boxes = placed.nodes.map(({ x, y }) => ({
          x1: x,
          x2: x + NODE_WIDTH,
          y1: y,
          y2: y + NODE_HEIGHT,
        }));
        for (const [index, a] of boxes.entries()) {
          for (const b of boxes.slice(index + 1)) {
            expect(a.x2 <= b.x1 || b.x2 <= a.x1 || a.y2 <= b.y1 || b.y2 <= a.y1).toBe(true);
          }
        }
        const lanes = placed.edges.flatMap(({ spans, label }) => [
          ...spans.slice(1, -1),
          ...(label === null ? [] : [{ x1: label.x, x2: label.x, y: label.y }]),
        ]);
        for (const { x1, x2, y } of lanes) {
          for (const box of boxes) {
            expect(x2 < box.x1 || x1 > box.x2 || y <= box.y1 || y >= box.y2).toBe(true);
          }
        }
      }),
    );
  });
});

describe('fold', () => {
  it.each([
    ['few stay as they are', numbered(MOST_NODES, () => 'a'), MOST_NODES],
    ['one box per group', numbered(200, (index) => `owner ${index % 9}`), 9 + 1],
    ['no groups', numbered(200, () => ''), MOST_NODES],
    ['each its own group', numbered(200, (index) => `g${index}`), MOST_NODES],
  ])('%s', (_name, drawn, most) => {
    expect(fold(drawn).nodes.length).toBeLessThanOrEqual(most);
  });

  it('gives a box the worst tone of what it holds, and says how many', () => {
    const group = numbered(100, () => 'acme');
    const box = fold(group).nodes.find(({ label }) => label.startsWith('acme'));
    expect(box).toMatchObject({ tone: 'bad', label: 'acme (99)' });
  });

  it('loses no node to an identifier that looks like a box', () => {
    const drawn = numbered(100, () => 'acme');
    const alike = node('box group acme', { label: 'alone' });
    const { nodes } = fold({ ...drawn, nodes: [...drawn.nodes, alike] });
    expect(nodes.map(({ label }) => label)).toEqual(['n0', 'alone', 'acme (99)']);
  });

  it('keeps the worst nodes where nothing can be grouped', () => {
    const drawn = numbered(100, () => '');
    const bad = drawn.nodes.filter(({ tone }) => tone === 'bad').map(({ id }) => id);
    expect(fold(drawn).nodes.map(({ label }) => label)).toEqual(expect.arrayContaining(bad));
  });
});

describe('renderGraph', () => {
  it('is well-formed and refers to nothing outside, whatever the texts', () => {
    fc.assert(
      fc.property(anyFigure, (some) => {
        const svg = renderGraph(some);
        const names = new Set(
          [...parseXml(svg).getElementsByTagName('*')].map(({ nodeName }) => nodeName),
        );
        for (const name of ['script', 'a', 'foreignObject', 'image', 'use'])
          expect(names).not.toContain(name);
        expect(svg).not.toMatch(/href|@import|NaN|Infinity|undefined/);
        expect(renderGraph(some)).toBe(svg);
      }),
      { numRuns: 60 },
    );
  });

  it.each(HOSTILE)('keeps %j a text', (hostile) => {
    const plain = { title: 'x', nodes: [node('a', { label: 'x', sublabel: 'x' })], edges: [] };
    const hurt = {
      title: hostile,
      nodes: [node('a', { label: hostile, sublabel: hostile })],
      edges: [],
    };
    const count = (drawn: GraphFigure) =>
      parseXml(renderGraph(drawn)).getElementsByTagName('*').length;
    expect(count(hurt)).toBe(count(plain));
  });

  it('holds the full text where a label is cut', () => {
    const label = 'a very long label '.repeat(10).trim();
    expect(renderGraph({ title: '', nodes: [node('a', { label })], edges: [] })).toContain(
      `<title>${label}</title>`,
    );
  });

  it('draws nothing at all', () => {
    expect(() => parseXml(renderGraph({ title: '', nodes: [], edges: [] }))).not.toThrow();
  });
});

describe('renderTree', () => {
  it('opens a node once and marks cycles', () => {
    const drawn = figure('abcd', ['ab', 'bc', 'cb', 'ac', 'cdL']);
    expect(renderTree(drawn).trimEnd().split('\n')).toEqual([
      'figure',
      '✓ a',
      '├─ ✓ b',
      '│  └─ ✓ c',
      '│     ├─ ✓ b (cycle)',
      '│     └─ ✓ L: d',
      '└─ ✓ c (see above)',
    ]);
  });

  it('shows every node, and every line is harmless', () => {
    fc.assert(
      fc.property(anyFigure, (some) => {
        const named = {
          ...some,
          nodes: some.nodes.map((one) => ({ ...one, label: `<${one.id}> ${one.label}` })),
        };
        const tree = renderTree(named);
        for (const { id } of named.nodes) expect(tree).toContain(`<${id}>`);
        expect(tree).not.toMatch(/[^\n\P{Cc}]|##\[|^\s*::/mu);
      }),
    );
  });

  it('stays readable for a chain of ten thousand', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => node(`n${index}`));
    const edges = nodes.slice(1).map(({ id }, index) => ({ from: `n${index}`, to: id }));
    const lines = renderTree({ title: '', nodes, edges }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300);
    expect(new Set(lines.map((line) => /n\d+/.exec(line)?.[0])).size).toBe(10_001);
  });
});
