/** The style of a page. Charts have their colours as attributes too, for where it is refused. */
export const style = `:root{color-scheme:light dark;--bg:#fff;--panel:#f6f7f9;--ink:#16191d;--soft:#565e68;--line:#d9dde3;--grid:#e7eaee;--a:#1f6fb5;--a2:#a9cbe8;--b:#c2500a;--b2:#f0bd97;--ok:#26786b;--warn:#fff6e5;--warnline:#e0a83a}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--panel:#1c2024;--ink:#e9ecef;--soft:#a4adb7;--line:#353b42;--grid:#272c31;--a:#6cb2ec;--a2:#2b5478;--b:#f39a5b;--b2:#74451f;--ok:#66c5b3;--warn:#2b2416;--warnline:#8f6a1d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{overflow-wrap:anywhere;font-size:15px;font-weight:600;margin:0;color:var(--soft)}
h1 b{color:var(--ink);font-weight:650}
.hero{display:grid;grid-template-columns:auto 1fr;gap:4px 40px;align-items:end;margin:18px 0 8px}
.big{font-size:clamp(48px,9vw,76px);line-height:1;font-weight:650;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.big.long{font-size:clamp(28px,5vw,46px);overflow-wrap:anywhere}
.full{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;color:var(--soft);overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:10px 26px;margin:0;padding:0}
.facts div{min-width:84px}
.facts dt{font-size:13px;color:var(--soft)}
.facts dd{margin:0;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}
.say{margin:14px 0 0;font-size:17px;max-width:62ch}
h2{font-size:21px;line-height:1.3;letter-spacing:-.01em;margin:52px 0 4px;font-weight:650}
h3{font-size:16px;margin:0 0 2px;font-weight:600}
p{margin:0 0 12px;max-width:68ch}
p.lead,.lead{color:var(--soft);margin-bottom:14px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:28px 36px}
.two>*{min-width:0}
figure{margin:0}
.chart svg{display:block;overflow:visible}
.chart>svg{margin-left:46px;width:calc(100% - 46px)}
.ylab,.xlab{font-size:12.5px;color:var(--soft)}
.xlab{text-align:right}
.grid{stroke:var(--grid)}
.axis{stroke:var(--line)}
.tick,.note{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
.note{fill:var(--ink);font-weight:600}
.halo{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
.fa{fill:var(--a)}
.fb{fill:var(--b)}
.fa2{fill:var(--a2)}
.fb2{fill:var(--b2)}
.fa,.fb,.fb2{stroke:var(--bg);stroke-width:1px}
.fa2{stroke:var(--a);stroke-width:1px}
.chart rect:hover{opacity:.75}
.la,.lb,.ls{fill:none;stroke-width:2.25px;stroke-linejoin:round}
.la{stroke:var(--a)}
.lb{stroke:var(--b)}
.ls{stroke:var(--soft);stroke-dasharray:5 4;stroke-width:1.25px}
.err{stroke:var(--a);stroke-width:1.5px}
.dot{fill:var(--a);stroke:var(--bg);stroke-width:1.5px}
.dotb{fill:var(--b);stroke:var(--bg);stroke-width:1.5px}
.join{stroke:var(--line);stroke-width:3px}
.mark{stroke:var(--ink);stroke-width:1.25px}
.mark.q{stroke:var(--soft);stroke-dasharray:3 3}
.note.q{fill:var(--soft);font-weight:500}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin:2px 0 8px;padding:0;list-style:none}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--grid);vertical-align:baseline}
th.n,td.n{text-align:right}
th:last-child,td:last-child{padding-right:0}
thead td{border-bottom-color:var(--line)}
thead th{font-size:12.5px;color:var(--soft);font-weight:500;white-space:nowrap;border-bottom-color:var(--line)}
tbody th{font-weight:500}
tbody td,tbody th{overflow-wrap:break-word;unicode-bidi:isolate}
.chart+.data{margin-top:4px}
td.n,th.n{white-space:nowrap;overflow-wrap:normal}
.scroll{overflow-x:auto}
.barcell{width:99%;min-width:110px}
.barcell svg{display:block}
.names{min-width:min(20ch,38vw)}
.short{white-space:nowrap}
.heat td{text-align:center;padding:0;border:0}
.heat th{white-space:nowrap;max-width:11ch;overflow:hidden;text-overflow:ellipsis}
details.data{margin-top:8px;font-size:14px;color:var(--soft)}
summary{cursor:pointer;font-size:13px;color:var(--soft)}
summary:focus-visible,a:focus-visible{outline:2px solid var(--a);outline-offset:3px;border-radius:3px}
details.data table{color:var(--ink);margin-top:6px}
.hint{background:var(--warn);border-left:3px solid var(--warnline);padding:10px 14px;margin:20px 0 0;font-size:15px}
pre{background:var(--panel);border-radius:6px;padding:14px 16px;overflow-x:auto;font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
math{font-size:1.15em;padding:8px 0 14px}
.kv th{width:11em;color:var(--soft);font-weight:400}
footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--soft)}
@media (prefers-reduced-motion:no-preference){.chart rect{transition:opacity .12s}}
.cell{font-size:12px;fill:var(--ink);font-variant-numeric:tabular-nums}
.cell.on{fill:var(--bg);font-weight:600}
.heatgrid{display:grid;grid-template-columns:max-content 1fr;gap:6px 10px;font-size:12.5px;color:var(--soft);max-width:640px}
.heatgrid>*{min-width:0}
.hl div{height:38px;line-height:38px;max-width:28vw;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:right}
.hx{display:flex}
.hx div{flex:1 1 0;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;text-align:center}
.few{fill:var(--bg);stroke:var(--a)}
.fs{fill:var(--soft);stroke:var(--bg)}
.lk{fill:none;stroke:var(--ink);stroke-width:2.25px}
.iv{margin-top:14px}
.da{fill:var(--bg);stroke:var(--soft);stroke-width:2px}
.ja{stroke:var(--a);stroke-width:2.5px}
.jb{stroke:var(--b);stroke-width:2.5px}
.heatgrid+.xlab{max-width:640px}
.bad{color:var(--b);font-weight:600}
.key{margin-right:6px;vertical-align:-1px}
@media (max-width:640px){.tick.odd{display:none}main{padding:22px 16px 48px}.two{grid-template-columns:1fr}.hero{grid-template-columns:1fr}h2{margin-top:42px}.hide-s{display:none}.barcell{min-width:56px}.hl div{max-width:72px}th,td{padding-right:10px}.small{width:auto!important}.kv th{width:7.5em}}
@media print{:root{color-scheme:light;--bg:#fff;--panel:#f6f7f9;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--a:#1f6fb5;--a2:#a9cbe8;--b:#c2500a;--b2:#f0bd97}main{max-width:none;padding:0}figure,tr,.hero{break-inside:avoid}h2{break-after:avoid}details.data{display:none}body{font-size:11pt}.chart rect,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`
