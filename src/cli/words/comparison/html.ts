const letters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => letters[letter] ?? letter)

const style = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1f2328;
  background: #fff; max-width: 62rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 .5rem; text-wrap: balance; }
h3 { font-size: 1rem; margin: 2rem 0 .5rem; }
table.pairs th:first-child, table.pairs td:first-child { position: sticky; left: 0; background: #fff; }
.better { background: #eaf4ec; } .worse { background: #fbeceb; }
ul { margin: 0 0 1.5rem; padding-left: 1.2rem; color: #57606a; font-size: .9rem; overflow-wrap: anywhere; }
.wide { overflow-x: auto; background: linear-gradient(to left, #fff 40%, transparent) 100% 0 / 2rem 100% no-repeat local,
  linear-gradient(to left, rgba(27, 31, 36, .2), transparent) 100% 0 / .75rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .5rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #e6e6e6; }
th { font-weight: 600; border-bottom: 2px solid #1f2328; }
th:first-child, td:first-child, td[colspan] { text-align: left; }
td[colspan] { color: #9a3412; white-space: normal; }
dl, .note { font-size: .85rem; color: #57606a; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; }
dt { font-weight: 600; } dd { margin: 0; }
figure { margin: 2rem 0; break-inside: avoid; display: flex; flex-wrap: wrap; gap: 0 1rem; }
figure svg { max-width: 100%; height: auto; }
figcaption { flex: 1 0 100%; box-sizing: border-box; max-width: min(100%, 44rem); font-size: .9rem; color: #57606a; }
details { margin: 1.5rem 0; font-size: .85rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) { th, td { padding: .3rem .35rem; } th:first-child, td:first-child { position: sticky; left: 0; background: #fff; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } details { display: none; } }
`

/** A page that refers to nothing outside. */
export const documentOf = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
