const LIGHT = {
  paper: '#ffffff',
  ink: '#1f2328',
  faint: '#59636e',
  line: '#818b98',
  neutral: ['#f6f8fa', '#818b98'],
  good: ['#dafbe1', '#1a7f37'],
  bad: ['#ffebe9', '#cf222e'],
  doubt: ['#fff8c5', '#9a6700'],
  missing: ['#ffffff', '#8250df'],
} as const;

const DARK = {
  paper: '#0d1117',
  ink: '#f0f6fc',
  faint: '#9198a1',
  line: '#656c76',
  neutral: ['#151b23', '#656c76'],
  good: ['#12261e', '#3fb950'],
  bad: ['#2d1517', '#f85149'],
  doubt: ['#272115', '#d29922'],
  missing: ['#0d1117', '#ab7df8'],
} as const;

function colours(scheme: typeof LIGHT | typeof DARK): string {
  const tones = (['neutral', 'good', 'bad', 'doubt', 'missing'] as const).map((tone) => {
    const [fill, stroke] = scheme[tone];
    return `.${tone} .outline{fill:${fill};stroke:${stroke}}.${tone} .sign{fill:${stroke}}`;
  });
  return [
    `.paper{fill:${scheme.paper}}text{fill:${scheme.ink}}.small,.label{fill:${scheme.faint}}`,
    `.edge{stroke:${scheme.line}}.arrow{fill:${scheme.line}}`,
    ...tones,
  ].join('');
}

const SHAPES = [
  'text{font-family:ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif;font-size:12px}',
  '.head{font-size:16px;font-weight:600}.small{font-size:10.5px}.name{font-weight:500}',
  '.label{font-size:11px;text-anchor:middle}.sign{font-size:14px;font-weight:700;text-anchor:middle}',
  '.outline{stroke-width:1.5}.bad .outline{stroke-width:2.5}',
  '.missing .outline{stroke-dasharray:6 4}.doubt .outline{stroke-dasharray:2 3}',
  '.edge{fill:none;stroke-width:1.3}.turned{stroke-dasharray:5 4}',
].join('');

/** The style of a figure: light, dark where the reader prefers it, and light again on paper. */
export const STYLE = `${SHAPES}${colours(LIGHT)}@media screen and (prefers-color-scheme:dark){${colours(DARK)}}`;
