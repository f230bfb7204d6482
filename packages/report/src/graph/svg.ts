import { printable, type FigureShape, type GraphFigure, type Tone } from '@plumbline/core';
import { xmlText } from '../escape/xml.js';
import { MEANINGS, SIGNS, tidy, TONES } from './figure.js';
import { fold } from './fold.js';
import { fit, textWidth } from './measure.js';
import { LABEL_ROOM, NODE_WIDTH, place, type PlacedEdge, type PlacedNode } from './place.js';
import { NODE_HEIGHT } from './routes.js';
import { STYLE } from './style.js';

const MARGIN = 24;
const HEAD = 44;
const FOOT = 40;
const TEXT_ROOM = NODE_WIDTH - 46;

/** The figure as one SVG file that needs and refers to nothing else. */
export function renderGraph(figure: GraphFigure): string {
  const folded = fold(figure);
  const placed = place(folded);
  const title = printable(figure.title);
  const legend = legendOf(tidy(figure));
  const width = Math.ceil(
    Math.max(placed.width, legend.width, textWidth(title, 16), NODE_WIDTH) + 2 * MARGIN,
  );
  const height = Math.ceil(placed.height + HEAD + FOOT + 2 * MARGIN);
  const hidden = figure.nodes.length - folded.nodes.length;
  const summary = `${figure.nodes.length} nodes${hidden > 0 ? `, drawn as ${folded.nodes.length}` : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title summary">`,
    `<title id="title">${xmlText(title)}</title>`,
    `<desc id="summary">${xmlText(summary)}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="arrow" d="M0 0 8 4 0 8z"/></marker></defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="head" x="${MARGIN}" y="${MARGIN + 14}">${xmlText(fit(title, 16, width - 2 * MARGIN))}</text>`,
    `<text class="small" x="${MARGIN}" y="${MARGIN + 32}">${xmlText(summary)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEAD})">`,
    ...placed.edges.map(edgeSvg),
    ...placed.nodes.map(nodeSvg),
    '</g>',
    `<g transform="translate(${MARGIN} ${height - MARGIN - 8})">${legend.svg}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

function edgeSvg({ edge, turned, spans, label }: PlacedEdge): string {
  const arrow = turned ? 'marker-start' : 'marker-end';
  const line = `<path class="edge${turned ? ' turned' : ''}" ${arrow}="url(#arrow)" d="${pathOf(spans)}"/>`;
  if (label === null) return line;
  const text = printable(edge.label ?? '');
  const words = `<text class="label" x="${label.x}" y="${label.y - 5}">${xmlText(fit(text, 11, LABEL_ROOM - 8))}</text>`;
  return `<g><title>${xmlText(text)}</title>${line}${words}</g>`;
}

/** Straight across a column, curved between two. */
function pathOf(spans: PlacedEdge['spans']): string {
  const [first, ...others] = spans;
  if (first === undefined) return '';
  let [x, y] = [first.x2, first.y];
  const last = others.at(-1);
  const parts = others.map((span) => {
    const middle = (x + span.x1) / 2;
    const curve = `C${middle} ${y} ${middle} ${span.y} ${span.x1} ${span.y}`;
    [x, y] = [span.x2, span.y];
    return span === last ? curve : `${curve}H${span.x2}`;
  });
  return `M${first.x2} ${first.y}${parts.join('')}`;
}

function nodeSvg({ node, x, y }: PlacedNode): string {
  const [label, sublabel] = [printable(node.label), printable(node.sublabel)];
  const full = [label, sublabel, printable(node.group)].filter((part) => part !== '').join(' · ');
  const labelY = sublabel === '' ? NODE_HEIGHT / 2 + 4 : 20;
  return [
    `<g class="node ${node.tone}" transform="translate(${x} ${y})"><title>${xmlText(full)}</title>`,
    outline(node.shape, NODE_WIDTH, NODE_HEIGHT),
    `<text class="sign" x="20" y="${NODE_HEIGHT / 2 + 5}">${SIGNS[node.tone]}</text>`,
    `<text class="name" x="34" y="${labelY}">${xmlText(fit(label, 12, TEXT_ROOM))}</text>`,
    ...(sublabel === ''
      ? []
      : [`<text class="small" x="34" y="36">${xmlText(fit(sublabel, 10.5, TEXT_ROOM))}</text>`]),
    '</g>',
  ].join('');
}

function outline(shape: FigureShape, width: number, height: number): string {
  const cut = height / 4;
  switch (shape) {
    case 'box':
      return `<rect class="outline" width="${width}" height="${height}" rx="3"/>`;
    case 'round':
      return `<rect class="outline" width="${width}" height="${height}" rx="${height / 2}"/>`;
    case 'hexagon':
      return `<path class="outline" d="M${cut} 0H${width - cut}L${width} ${height / 2} ${width - cut} ${height}H${cut}L0 ${height / 2}z"/>`;
    case 'slanted':
      return `<path class="outline" d="M${cut} 0H${width}L${width - cut} ${height}H0z"/>`;
    default:
      return shape satisfies never;
  }
}

/** One sign per tone that occurs, with its meaning and number. */
function legendOf({ nodes, legend }: GraphFigure): {
  readonly svg: string;
  readonly width: number;
} {
  let x = 0;
  const parts: string[] = [];
  for (const tone of TONES) {
    const number = nodes.filter((node) => node.tone === tone).length;
    if (number === 0) continue;
    const words = fit(`${printable(legend?.[tone] ?? MEANINGS[tone])} (${number})`, 11, 260);
    parts.push(legendEntry(tone, words, x));
    x += textWidth(words, 11) + 52;
  }
  return { svg: parts.join(''), width: x };
}

function legendEntry(tone: Tone, words: string, x: number): string {
  const at = Math.round(x);
  return `<g class="node ${tone}" transform="translate(${at} 0)"><rect class="outline" y="-12" width="22" height="16" rx="3"/><text class="sign" x="11" y="1">${SIGNS[tone]}</text><text class="small" x="29" y="0">${xmlText(words)}</text></g>`;
}
