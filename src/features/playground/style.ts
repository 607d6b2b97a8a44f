/** What the playground adds to the style of a page. */
export const playgroundStyle = `.top{display:flex;justify-content:space-between;gap:16px;align-items:start}
h1.t{font-size:28px;line-height:1.2;color:var(--ink);letter-spacing:-.015em;margin:0 0 6px}
.seg{display:inline-flex;flex-wrap:wrap;border:1px solid var(--line);border-radius:7px;overflow:hidden;max-width:100%}
.top .seg{flex:none}
button,select,input{font:inherit;color:inherit}
.seg button,.tool{font-size:14px;border:0;background:none;color:var(--soft);padding:6px 12px;cursor:pointer;white-space:nowrap}
.seg button+button{box-shadow:-1px 0 0 var(--line)}
.seg button[aria-pressed=true]{background:var(--ink);color:var(--bg)}
.tools button,#copy{border:1px solid var(--line);border-radius:6px;padding:4px 10px;font-size:13px;background:var(--bg);color:var(--soft);cursor:pointer}
button:hover{color:var(--ink)}
.seg button[aria-pressed=true]:hover{color:var(--bg)}
button:focus-visible,input:focus-visible,select:focus-visible,.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--a);outline-offset:1px}
.seg button:focus-visible{outline-offset:-3px}
.pick{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:10px 0 14px}
.pick select{max-width:min(100%,23em)}
select,input[type=text]{font-size:14px;height:36px;border:1px solid var(--line);border-radius:7px;background:var(--bg);padding:0 8px;min-width:0}
input[aria-invalid=true]{border-color:var(--b);outline-color:var(--b)}
#summary{margin:0;font-weight:600}
#formula{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;color:var(--soft);margin:2px 0 20px;max-width:none;overflow-wrap:anywhere}
.work{display:grid;grid-template-columns:minmax(0,1fr) 330px;grid-template-areas:"edit side" "edit curve";grid-template-rows:auto 1fr;gap:0 40px;align-items:start}
.edit{grid-area:edit}.side{grid-area:side}.curvebox{grid-area:curve;min-width:0}
.curvebox h2{font-size:16px;margin:14px 0 2px}.curvebox .lead{font-size:13.5px;margin-bottom:8px;min-height:2.9em}
.side .big{font-size:60px}.how{font-size:14px;color:var(--soft);margin:8px 0 0;font-variant-numeric:tabular-nums}
.grid{display:flex;flex-wrap:wrap;gap:10px 12px;align-items:flex-start}
.grid .head{font-size:12.5px;color:var(--soft);height:1.9em;padding-left:30px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.block.small .head,.block.losses .head{padding-left:2px}
.block .r{display:grid;gap:6px;align-items:stretch;margin-bottom:8px;border-radius:8px;height:66px}
.grid.tall .r{height:84px}
.c1 .r{grid-template-columns:22px 74px}.c2 .r{grid-template-columns:22px repeat(2,74px)}.c3 .r{grid-template-columns:22px repeat(3,74px)}.c4 .r{grid-template-columns:22px repeat(4,68px)}.c5 .r{grid-template-columns:22px repeat(5,64px)}.c6 .r{grid-template-columns:22px repeat(6,62px)}
.small.c1 .r{grid-template-columns:72px}.small.c2 .r{grid-template-columns:repeat(2,44px)}.small.c3 .r{grid-template-columns:repeat(3,44px)}.small.c4 .r{grid-template-columns:repeat(4,40px)}.small.c5 .r{grid-template-columns:repeat(5,38px)}.small.c6 .r{grid-template-columns:repeat(6,36px)}
.losses .r{grid-template-columns:76px}
.small .again,.losses .again{display:none}
.idx{align-self:center;text-align:center;font-size:13px;color:var(--soft);background:none;border:0;cursor:pointer;padding:6px 0;border-radius:4px}
span.idx{cursor:default}
.chosen .idx{color:var(--ink);font-weight:700}
.chosen .cell{border-color:var(--soft)}
.cell{position:relative;border:1px solid var(--line);border-radius:7px;overflow:hidden;display:block;padding:4px 2px;text-align:center;min-width:0}
.back{position:absolute;inset:0}.shade{fill:var(--b2)}
.cell>*:not(.back){position:relative}
.cell input{font-size:14.5px;font-weight:600;font-variant-numeric:tabular-nums;width:100%;border:0;background:transparent;text-align:center;padding:2px 0;border-radius:4px;height:24px}
input[type=number]{-moz-appearance:textfield;appearance:textfield}input::-webkit-inner-spin-button{display:none}
.under,.g{display:block;font-size:12px;line-height:1.35;font-variant-numeric:tabular-nums}.under:empty{display:none}
.pushbox{display:block;margin:3px 0 2px}.pushbox.none{visibility:hidden}.bare{display:grid;align-content:center}.bare .pushbox,.bare .g{display:none}.track{fill:var(--grid)}.push{fill:var(--ok)}
.tcell{display:flex;align-items:center}.tcell select,.toggle{width:100%;height:38px}
.toggle{border:1px solid var(--line);border-radius:7px;background:none;font-weight:600;font-size:15px;color:var(--b);cursor:pointer;padding:0}
.toggle[aria-pressed=true]{color:var(--a);border-color:var(--a)}
.toggle:hover{color:inherit;background:var(--panel)}
.rowloss{display:flex;flex-direction:column;justify-content:center;gap:5px;text-align:right;font-variant-numeric:tabular-nums}
.tools{display:flex;flex-wrap:wrap;gap:8px;margin:6px 0 0 30px}
.edit .legend{margin:14px 0 0 30px}
.kok{fill:var(--ok)}
#optionstitle{font-size:16px;margin:22px 0 4px}
.opt{display:grid;grid-template-columns:12em minmax(0,1fr) 3.2em;gap:12px;align-items:center;margin:8px 0;font-size:14px}
.opt label{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.opt output{text-align:right;font-variant-numeric:tabular-nums;font-weight:600}
.opt select{justify-self:start}.opt input[type=checkbox]{justify-self:start;width:18px;height:18px;accent-color:var(--a)}
input[type=range]{accent-color:var(--a);width:100%;margin:0}
.dot.now,.dotb.now{stroke:var(--ink);stroke-width:2.5px}
#steps td.aim{background:var(--panel);font-weight:600}#steps tr.last th,#steps tr.last td{font-weight:650}
#steps .m,#steps .f{color:var(--soft)}#steps td.f{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
#steps h3{margin:22px 0 6px}
#error{color:var(--b);font-weight:600;margin:10px 0 0}
#error:empty{display:none}
.cmd{position:relative}.cmd button{position:absolute;right:8px;top:8px}.cmd pre{padding-right:86px}
#linknote{color:var(--soft);font-size:14px;margin-top:14px}
@media (max-width:900px){.work{grid-template-columns:minmax(0,1fr);grid-template-areas:"side" "edit" "curve";grid-template-rows:auto;gap:14px}.side{position:sticky;top:0;background:var(--bg);z-index:2;padding:8px 0;border-bottom:1px solid var(--line)}.side .big{font-size:40px;display:inline-block;margin-right:12px}.side .full{display:inline-block}.side .how{margin:2px 0 0}.curvebox .lead{min-height:0}}
@media (max-width:640px){h1.t{font-size:23px}.top{flex-direction:column;gap:8px}.block{max-width:100%}.small .again,.losses .again{display:block}.small .head,.block.losses .head{padding-left:30px!important}.c3:not(.small) .r{grid-template-columns:22px repeat(3,minmax(0,1fr))}.c4:not(.small) .r{grid-template-columns:22px repeat(4,minmax(0,1fr))}.c5:not(.small) .r{grid-template-columns:22px repeat(5,minmax(0,1fr))}.c6:not(.small) .r{grid-template-columns:22px repeat(6,minmax(0,1fr))}.block:not(.small):not(.losses){width:100%}.small.c1 .r{grid-template-columns:22px 72px}.small.c2 .r{grid-template-columns:22px repeat(2,44px)}.small.c3 .r{grid-template-columns:22px repeat(3,44px)}.small.c4 .r{grid-template-columns:22px repeat(4,40px)}.small.c5 .r{grid-template-columns:22px repeat(5,36px)}.small.c6 .r{grid-template-columns:22px repeat(6,32px)}.small .r,.losses .r,.grid.tall .small .r,.grid.tall .losses .r{height:44px}.losses .r{grid-template-columns:22px 76px}.opt{grid-template-columns:9.5em minmax(0,1fr) 2.8em;gap:8px}.tools,.edit .legend{margin-left:0}#steps .m{display:none}.pick select{width:100%}}
@media print{.tools,.pick select,#copy,.top .seg{display:none}.side{position:static}}`
