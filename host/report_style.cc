// The style sheet of the report. Colours have a contrast of at least 4.5 to 1
// on their ground in both schemes.

#include "host/report.h"

namespace pastiche::host {

std::string_view ReportStyle() {
  return R"css(
:root { color-scheme: light dark; --ground: #ffffff; --panel: #f5f6f8;
  --text: #1b1f27; --dim: #555c69; --line: #d5d9e0; --link: #0b57b7;
  --ours: #b3261e; --published: #8a4fbf; --ablation: #8a5a00; --baseline: #2463b5;
  --control: #5b6472; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171d; --panel: #1c212a;
  --text: #e6e9ef; --dim: #a4adbb; --line: #38404d; --link: #8ab8ff; --ours: #ff8a80;
  --published: #cfa5f5; --ablation: #f0b657; --baseline: #86b7ff; --control: #a9b3c2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid var(--line);
  padding-bottom: .25rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .5rem 0; max-width: 48rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, monospace; font-size: .85rem; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
  padding: .6rem .8rem; margin: .5rem 0; overflow: auto; max-height: 26rem; }
.command { white-space: pre-wrap; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
th, td { padding: .3rem .6rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0;
  background: var(--ground); }
thead th { background: var(--panel); vertical-align: bottom; }
thead th:first-child { background: var(--panel); }
tbody tr.first td, tbody tr.first th { border-top: 2px solid var(--line); }
td.best { font-weight: 700; }
td .error { color: var(--dim); }
.kind { font-weight: 400; color: var(--dim); }
tr.ours th { color: var(--ours); }
.charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
figure { margin: 0; background: var(--panel); border: 1px solid var(--line);
  border-radius: 6px; padding: .75rem; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
figcaption .dim { font-weight: 400; }
svg.chart { display: block; width: 100%; height: auto; font-size: 12px; }
svg.chart text { fill: var(--text); font-family: inherit; }
svg.chart .name { text-anchor: end; }
svg.chart .tick { text-anchor: middle; fill: var(--dim); }
svg.chart .grid { stroke: var(--line); }
svg.chart .zero { stroke: var(--dim); }
svg.chart .bar { stroke: currentColor; stroke-width: 2; }
svg.chart .mark { fill: currentColor; }
svg.chart .dot { fill: var(--baseline); fill-opacity: .6; }
.ours { color: var(--ours); } .published { color: var(--published); }
.ablation { color: var(--ablation); } .baseline { color: var(--baseline); }
.control { color: var(--control); }
tr.ours, tr.published, tr.ablation, tr.baseline, tr.control { color: inherit; }
.examples { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.picture { overflow: auto; max-height: 26rem; border-radius: 4px; }
.picture img { display: block; min-width: 18rem; width: 100%; height: auto; background: #fff; margin-bottom: .4rem; }
audio { width: 100%; margin-top: .4rem; }
footer { padding-bottom: 3rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
)css";
}

}  // namespace pastiche::host
