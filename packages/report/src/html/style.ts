/** The style of the HTML form: light, dark where the reader prefers it, and black on white on paper. */
export const STYLE = [
  ':root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--faint:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--good:#1a7f37;--bad:#cf222e;--doubt:#9a6700}',
  '@media screen and (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#f0f6fc;--faint:#9198a1;--line:#3d444d;--soft:#151b23;--good:#3fb950;--bad:#f85149;--doubt:#d29922}}',
  'body{margin:0 auto;padding:1.5rem;max-width:72rem;background:var(--paper);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}',
  'h1{margin:0;font-size:1.4rem;overflow-wrap:anywhere}h2{margin:2rem 0 .5rem;font-size:1.1rem}h3{margin:0;font-size:1rem;font-weight:600}',
  'p{margin:.3rem 0;overflow-wrap:anywhere}ul{margin:.3rem 0;padding-left:1.2rem}code,pre{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}pre{margin:1rem 0;white-space:pre-wrap;overflow-wrap:anywhere}',
  '.verdict{display:inline-block;margin:0 0 1rem;padding:.4rem .8rem;border:2px solid;border-radius:6px;font-weight:600}',
  '.faint{color:var(--faint)}.pass{color:var(--good)}.fail{color:var(--bad)}.doubt{color:var(--doubt)}',
  '.drawing{margin:1.5rem 0;overflow-x:auto;border:1px solid var(--line);border-radius:6px}.drawing svg{display:block;max-width:100%;height:auto}',
  'table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line);text-align:left}td+td,th+th{text-align:right}',
  'article{margin:.5rem 0;padding:.6rem .9rem;border:1px solid var(--line);border-left:5px solid var(--line);border-radius:6px;break-inside:avoid}',
  'article.is-fail{border-left-color:var(--bad)}article.is-doubt{border-left-color:var(--doubt)}article.is-pass{border-left-color:var(--good)}',
  '.finding{margin:.5rem 0 0;padding:.5rem .7rem;background:var(--soft);border-radius:6px}',
  'label{display:inline-block;margin:0 .8rem .5rem 0}',
  'body:has(#only-fail:checked) article:not(.is-fail),body:has(#only-doubt:checked) article:not(.is-doubt),body:has(#only-pass:checked) article:not(.is-pass),body:has(#only-other:checked) article:not(.is-other){display:none}',
  '@media screen and (max-width:48rem){.drawing svg{width:44rem;max-width:none}}',
  '@media print{:root{font-size:11px}body{max-width:none;padding:0;font-size:11px}code,pre{font-size:9px}.filter{display:none}article{display:block!important}.verdict,.pass,.fail,.doubt{color:#000}.drawing{border:0}a{color:inherit}}',
].join('');
