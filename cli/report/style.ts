import { severities } from '../../lambda/detections/severity';
import { dark, light, type Palette } from './palette';

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]: [string, string]) => `--${name}:${color}`)
    .join(';');
}

const badges = severities
  .map((severity) => {
    const on = `on${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
    return `.badge.${severity} { background: var(--${severity}); color: var(--${on}) }`;
  })
  .join('\n');

/** All of it: the page loads nothing, and its policy allows this text alone. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 0 16px 48px; max-width: 1120px; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; overflow-wrap: break-word }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -9999px }
.skip:focus { left: 16px; top: 8px; background: var(--page); padding: 8px }
h1 { font-size: 28px; line-height: 1.2; margin: 32px 0 4px }
h2 { font-size: 22px; margin: 40px 0 8px; padding-top: 16px; border-top: 2px solid var(--border) }
h3 { font-size: 18px; margin: 24px 0 8px }
h4 { font-size: 16px; margin: 0; display: inline }
summary h3 { display: inline; margin: 0 }
.paper { display: none }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; margin: 16px 0 0; list-style: none }
.quiet { color: var(--quiet) }
.verdict { font-size: 18px; margin: 16px 0 } .verdict code { white-space: nowrap }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; padding: 0; margin: 16px 0; list-style: none }
.tiles li { border: 1px solid var(--border); border-radius: 8px; padding: 8px 16px; min-width: 104px }
.tiles strong { display: block; font-size: 26px; line-height: 1.3 }
.badge { display: inline-block; border-radius: 4px; padding: 0 8px; font-size: 13px; font-weight: 700; line-height: 1.6;
  text-transform: uppercase; letter-spacing: .03em }
${badges}
.note { border-left: 4px solid var(--limit); padding: 4px 12px; background: var(--panel) }
dl { display: grid; grid-template-columns: minmax(96px, max-content) 1fr; gap: 4px 16px; margin: 12px 0 }
dt { color: var(--quiet) }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
dd ul, dd ol, dd p { margin: 0; padding-left: 20px }
dd p { padding: 0 }
summary { cursor: pointer; padding: 8px 0 }
.group > summary { font-size: 18px; padding: 12px 0 }
.alert, .user { border: 1px solid var(--border); border-left-width: 6px; border-radius: 6px; margin: 8px 0; padding: 0 12px;
  content-visibility: auto; contain-intrinsic-size: auto 60px }
.alert.critical { border-left-color: var(--critical) } .alert.high { border-left-color: var(--high) }
.alert.medium { border-left-color: var(--medium) } .alert.low { border-left-color: var(--low) }
.alert time, .user summary .quiet { margin: 0 8px }
.scroll { overflow-x: auto; margin: 8px 0 16px }
table { border-collapse: collapse; width: 100%; font-size: 14px }
caption { text-align: left; color: var(--quiet); padding: 4px 0 }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--border);
  overflow-wrap: anywhere; min-width: 8em }
td time, th time { white-space: nowrap } .address { overflow-wrap: normal }
thead th { color: var(--quiet); font-weight: 600; overflow-wrap: normal }
tbody th { font-weight: 600 }
td.number, th.number { text-align: right; min-width: 5em; padding-right: 24px }
.failed { color: var(--failure); font-weight: 600 }
figure { margin: 16px 0 24px; content-visibility: auto; contain-intrinsic-size: auto 320px }
figcaption { color: var(--quiet) } figcaption h3 { color: var(--text); margin: 8px 0 0 }
svg { display: block; width: 100%; margin: 8px 0 }
svg text { font-size: 13px; fill: var(--text) } svg .small { font-size: 12px; fill: var(--quiet) }
svg .axis { stroke: var(--border) } svg .life { fill: var(--life) } svg .count { fill: var(--life); opacity: .7 }
svg .unknown { fill: var(--life); fill-opacity: .15; stroke: var(--life); stroke-dasharray: 2 4 }
.device { font-size: 13px; line-height: 18px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
svg .limit { stroke: var(--limit); stroke-width: 2; stroke-dasharray: 6 4 } svg text.limit { stroke: none; fill: var(--limit) }
svg .own { fill: var(--page); stroke: var(--life); stroke-width: 3 } svg .other { fill: var(--other) }
svg .failure { fill: var(--failure) }
.record { border-bottom: 1px solid var(--border); content-visibility: auto; contain-intrinsic-size: auto 42px }
.record:target, .alert:target { background: var(--panel); outline: 2px solid var(--link) }
.record:target::details-content, .alert:target::details-content { content-visibility: visible; block-size: auto }
pre { margin: 0 0 12px; padding: 12px; background: var(--panel); font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo,
  Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
ins { text-decoration: none; font-weight: 700 }
footer { margin-top: 48px; padding-top: 12px; border-top: 2px solid var(--border); color: var(--quiet); font-size: 14px }
@media (max-width: 560px) {
  dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: 8px }
  .tiles li { flex: 1 1 30%; min-width: 0; padding: 8px }
}
@media print {
  :root { color-scheme: light; ${variables(light)} }
  body { max-width: none; font-size: 10pt }
  nav, .skip { display: none }
  .alert, .user, figure, .record { content-visibility: visible }
  figure, tr, svg { break-inside: avoid }
  h2, h3, summary, figcaption, caption, thead { break-after: avoid }
  tbody tr:first-child { break-before: avoid }
  .alert > summary, dt, pre { break-inside: avoid } .commands p { break-after: avoid }
  @page { margin: 16mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif } }
  details:not(.record, .many, .many details) > summary { list-style: none }
  .scroll { overflow: visible }
  table { font-size: 8pt } th, td { min-width: 7em; padding-right: 6px } td.number, th.number { min-width: 3em; padding-right: 6px }
  .paper { display: revert } .screen { display: none }
  .low .commands, .info .commands { display: none }
  details:not(.record, .many, .many details)::details-content { content-visibility: visible; block-size: auto }
  * { print-color-adjust: exact }
}
`;
