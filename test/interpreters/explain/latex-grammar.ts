/** Commands that LaTeX, amsmath, amssymb and algpseudocode have and that explanations use. */
const known = new Set(
  [
    'documentclass usepackage begin end section subsection item noindent hspace linewidth',
    'State Statex For EndFor If Else EndIf textbf text operatorname mathbb',
    'frac tfrac sqrt left right sum prime top max min log ln exp tanh cos arg ldots textasciicircum textbackslash',
    'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau varphi chi psi omega',
    'Gamma Delta Theta Lambda Sigma Phi Psi Omega nabla le ge ne sim in cup infty odot oslash cdot times gets to mapsto',
    'surd approx partial mid backslash wedge',
  ].flatMap((line) => line.split(' ')),
)

/** The first thing wrong with a page of LaTeX, or nothing: a small grammar, for where no TeX is installed. */
export const troubleIn = (page: string): string | undefined => {
  const open: string[] = []
  let maths = false
  let left = 0
  for (let i = 0; i < page.length; ) {
    const rest = page.slice(i)
    const environment = /^\\(begin|end)\{([a-z]+)\*?\}/.exec(rest)
    const command = /^\\([A-Za-z]+\*?|.)/.exec(rest)
    const here = `at ${JSON.stringify(rest.slice(0, 40))}`
    if (environment !== null) {
      const [whole, which, name] = environment
      if (maths) return `an environment inside dollars ${here}`
      if (which === 'begin') open.push(name!)
      else if (open.pop() !== name) return `\\end{${name}} closes something else ${here}`
      i += whole.length
      continue
    }
    if (command !== null) {
      const [whole, name] = command
      const word = name!.replace('*', '')
      if (/^[A-Za-z]/.test(word) && !known.has(word)) return `an unknown command ${here}`
      if (word === 'For' || word === 'If') open.push(word)
      if (word === 'EndFor' && open.pop() !== 'For') return `\\EndFor closes something else ${here}`
      if (word === 'EndIf' && open.pop() !== 'If') return `\\EndIf closes something else ${here}`
      if (word === 'left') left += 1
      if (word === 'right') left -= 1
      if (left < 0) return `\\right without \\left ${here}`
      i += whole.length
      continue
    }
    const character = page[i]!
    if (character === '{') open.push('{')
    if (character === '}' && open.pop() !== '{') return `a brace closes something else ${here}`
    if (character === '$') {
      maths = !maths
      if (!maths && left !== 0) return `\\left without \\right ${here}`
    }
    if (maths && character.charCodeAt(0) > 127) return `a character that mathematics has no command for ${here}`
    if (!maths && (character === '_' || character === '^')) return `an index outside of dollars ${here}`
    if (character.charCodeAt(0) > 383) return `a character that fonts may lack ${here}`
    if (character === '#' || character === '%') return `a character with a meaning of its own ${here}`
    i += 1
  }
  if (maths) return 'a dollar is left open'
  return open.length === 0 ? undefined : `${open.at(-1)} is left open`
}
