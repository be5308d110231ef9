import { Command, CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, unknownName } from '../fault.ts'
import { retainVersion } from '../version.ts'
import { commanderFault } from './flags/commander-fault.ts'
import { flagFault, heard } from './flags/flag-fault.ts'
import { type Declaring, grammars } from './grammar/index.ts'
import { type Console, columnsOf } from './terminal/console.ts'

const examples = `
Examples:
  retain run finetune --benchmark permuted-mnist --tasks 5
  retain run emcl --benchmark permuted-mnist --seeds 0-4 --set lambda=2 --out emcl.jsonl
  retain run ./mine.ts --benchmark split-mnist --json
  retain run emcl --benchmark permuted-mnist --seeds 0-4 --set lambda=2 --out emcl.jsonl --resume
  retain again emcl.jsonl
  retain compare finetune,ewc,emcl --benchmark permuted-mnist --seeds 0-4 --out comparison
  retain report comparison
  retain run ewc --benchmark permuted-mnist --tasks 3 --save learner
  retain run --from learner --tasks 2
  retain predict learner --input digit.png --resize
  retain export learner --to onnx
  retain search finetune --benchmark permuted-mnist --tasks 3 --over rate=log:1e-3..1 --trials 20
  retain cost laMaml --benchmark permuted-mnist
  retain explain emcl --format latex
  retain new mine --from ewc
  retain init my-methods
  retain check ./mine.ts
  retain list methods
  retain doctor
  retain setup tensorflow cpu

Exit status: 0, 1 for a law that does not hold or a number that is another, 2 for bad input, 3 for a run that diverged, 130 for one that was interrupted.
`

/** What the process is to end with, or why not. */
type Status = E.Either<Fault, number>

const withAllBelow = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withAllBelow)]

/** Carries out a command line. Commands are loaded when they are called for: help is quick. */
export const program =
  (console: Console) =>
  (args: readonly string[]): TE.TaskEither<Fault, number> =>
  async () => {
    let status: Status = E.right(0)
    let refusing: Command | undefined
    let wrong: Fault | undefined
    const prepared = (command: Command): Command =>
      command
        .configureOutput({
          writeOut: (text) => console.out.write(text),
          writeErr: () => {},
          getOutHelpWidth: () => columnsOf(console.out),
          getErrHelpWidth: () => columnsOf(console.err),
          getOutHasColors: () => false,
        })
        .helpOption('-h, --help', 'show this help')
        .exitOverride((error) => {
          refusing ??= command
          throw error
        })
    const retain: Command = prepared(new Command('retain'))
      .description('Trains methods that learn task after task without forgetting.')
      .version(retainVersion(), '-V, --version', 'show the version of Retain')
      .helpCommand(false)
      .addHelpText('after', examples)
      .action(() => {
        const [name] = retain.args
        const known = retain
          .createHelp()
          .visibleCommands(retain)
          .map((command) => command.name())
        if (name === undefined) retain.outputHelp()
        else status = E.left(unknownName({ where: 'retain', what: 'command', name, known }))
      })
      .allowExcessArguments(true)
      .hook('preAction', (_, command) => {
        // A flag that a command above knows too is heard there.
        const line = [command, ...(command.parent === null ? [] : [command.parent])]
        wrong = flagFault(line.flatMap((one) => flags.get(one) ?? []))
        if (wrong !== undefined) throw new CommanderError(wrong.code, 'retain.flag', '')
      })

    const add: Declaring['add'] = (name, { to = retain, hidden = false } = {}) => {
      const command = prepared(new Command(name)).helpCommand(false)
      to.addCommand(command, { hidden })
      return command
    }
    const end: Declaring['end'] = async (command) => {
      status = await command()
    }
    for (const grammar of grammars) grammar({ console, retain, add, end })

    const flags = new Map(withAllBelow(retain).map((command) => [command, heard(command)]))
    try {
      await retain.parseAsync([...args], { from: 'user' })
      return status
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      return error.exitCode === 0 ? E.right(0) : E.left(wrong ?? commanderFault(refusing ?? retain, error))
    }
  }
