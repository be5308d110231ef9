import { Argument, Command, CommanderError, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { table } from '../experiment/settings/index.ts'
import { type Fault, unknownName } from '../fault.ts'
import { retainVersion } from '../version.ts'
import type { AgainFlags } from './commands/again.ts'
import type { CheckFlags } from './commands/check.ts'
import type { CompareFlags } from './commands/compare.ts'
import type { CostFlags } from './commands/cost.ts'
import type { DataFlags } from './commands/data.ts'
import type { DoctorFlags } from './commands/doctor.ts'
import type { ExplainFlags } from './commands/explain.ts'
import type { ExportFlags } from './commands/export.ts'
import type { FetchFlags } from './commands/fetch.ts'
import type { InitFlags } from './commands/init.ts'
import type { ListFlags } from './commands/list.ts'
import type { NewFlags } from './commands/new.ts'
import type { PredictFlags } from './commands/predict.ts'
import type { ReportFlags } from './commands/report.ts'
import type { RunFlags } from './commands/run.ts'
import type { SearchFlags } from './commands/search.ts'
import type { SetupFlags } from './commands/setup.ts'
import { commanderFault } from './flags/commander-fault.ts'
import { addEngine } from './flags/engine-flags.ts'
import { flagFault, heard } from './flags/flag-fault.ts'
import { knows } from './flags/known-values.ts'
import { logFlag } from './flags/log-flag.ts'
import { addSetting, listed, type Own } from './flags/setting-flags.ts'
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

    const add = (name: string, to: Command = retain, how: { readonly hidden?: boolean } = {}): Command => {
      const command = prepared(new Command(name)).helpCommand(false)
      to.addCommand(command, how)
      return command
    }

    /** The flags of every setting of an experiment, but those that a command has in its own place. */
    const ofExperiments = (
      command: Command,
      own: {
        readonly backend?: Own
        readonly benchmark?: Own
        readonly evaluate?: Own
        readonly without?: readonly (keyof typeof table)[]
      } = {},
    ): Command =>
      (Object.keys(table) as readonly (keyof typeof table)[])
        .filter((name) => name !== 'seeds' && !(own.without ?? []).includes(name))
        .reduce(
          (so, name) =>
            addSetting(
              so,
              name,
              name === 'backend' || name === 'benchmark' || name === 'evaluate' ? own[name] : undefined,
            ),
          command,
        )
        .option('--json', 'print one JSON object instead of a summary; accuracies are fractions')
        .option('--quiet', 'no progress')

    const oneMethod = (
      about = 'a name (see: retain list methods) or the file of a method, such as ./mine.ts',
      form = '<METHOD>',
    ): Argument => knows(new Argument(form, about), [], 'methods', 'files')

    const settings = (form: string, about: string): Option =>
      listed(`--set <${form}...>`, about).default([], 'as listed')

    addSetting(
      ofExperiments(add('run'), {
        benchmark: {
          about:
            'what to learn (see: retain list benchmarks), or a file that exports one; with a learner of --from its own',
          needed: false,
        },
      }),
      'seeds',
    )
      .description('run a method on a benchmark and print how well it learned and remembered')
      .addArgument(
        oneMethod(
          'a name (see: retain list methods) or the file of a method, such as ./mine.ts; with --from that of the learner',
          '[METHOD]',
        ),
      )
      .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
      .option('--out <FILE.jsonl>', 'keep a record of the runs, a line an event')
      .option('--save <DIR>', 'keep what was learned: the network and all that its method keeps; a folder a seed')
      .option('--save-each', 'keep it after each task, in DIR/after-1, DIR/after-2 and so on')
      .addOption(
        knows(
          listed(
            '--plot <KIND...>',
            'draw accuracy, error, adaptation, classes, online or fisher, as SVG beside the record or in this folder',
          ),
          ['accuracy', 'error', 'adaptation', 'classes', 'online', 'fisher'],
        ),
      )
      .addOption(logFlag())
      .option('--resume', 'go on with the record, inside the task where a run stopped')
      .option('--checkpoint <SECONDS>', 'keep beside the record how far a run is, so often; 30 unless given')
      .option('--force', 'replace the record, the plots, the logs and the saved learner if they exist')
      .action(async (method: string | undefined, flags: RunFlags) => {
        const { runCommand } = await import('./commands/run.ts')
        status = await runCommand(console)(method, flags)()
      })

    addEngine(
      addSetting(ofExperiments(add('compare'), { without: ['from'] }), 'seeds', {
        about: 'a run a seed and method, such as 0,1,2 or 0-4',
      }),
    )
      .description(
        'run methods on a benchmark side by side and print the table: accuracy, forgetting, and what they take',
      )
      .addArgument(
        knows(
          new Argument(
            '<METHODS>',
            'names or files of methods with commas between them, such as ewc,emcl:lambda=1,./mine.ts',
          ),
          [],
          'methods',
          'files',
        ),
      )
      .addOption(
        settings(
          'METHOD.OPTION=VALUE',
          'options of one of the methods, or of all that have it; several values are variants',
        ),
      )
      .option('--out <DIR>', 'keep the records there, the table (Markdown, CSV, JSON) and a page with figures')
      .addOption(logFlag())
      .option('--resume', 'go on with the records in the folder, inside the task where a run stopped')
      .option('--checkpoint <SECONDS>', 'keep beside its record how far each run is, so often; 30 unless given')
      .option('--force', 'replace the records in the folder')
      .action(async (methods: string, flags: CompareFlags) => {
        const { compareCommand } = await import('./commands/compare.ts')
        status = await compareCommand(console)(methods, flags)()
      })

    add('again')
      .description('run what a record says that was run, anew, and say which numbers are others')
      .argument('<RECORD>', 'a record, as --out of run leaves it, or one of a comparison')
      .option('--seeds <LIST>', 'only these runs of it, such as 0,1,2 or 0-4')
      .option('--json', 'print one JSON object')
      .option('--quiet', 'no progress')
      .action(async (record: string, flags: AgainFlags) => {
        const { againCommand } = await import('./commands/again.ts')
        status = await againCommand(console)(record, flags)()
      })

    addEngine(
      addSetting(
        ofExperiments(add('search'), {
          without: ['from'],
          evaluate: { about: 'validation, which options are chosen by', fallback: false },
        }),
        'seeds',
        {
          about: 'the seeds that a trial is run on, such as 0-8; with --halving the best are run on all',
        },
      ),
    )
      .description(
        'look for options of a method by random trials, on a part of the training examples that is set apart',
      )
      .addArgument(oneMethod())
      .option('--over <RANGES>', 'what is looked for, such as rate=log:1e-3..1,memory=whole:50..500,optimiser=sgd|adam')
      .option('--space <FILE.json>', 'the same as a file: { "rate": { "from": 0.001, "to": 1, "scale": "log" } }')
      .option('--trials <N>', 'how many are tried', '20')
      .option('--halving <N>', 'of every N trials on few seeds let the best go on to N times as many (ASHA)')
      .option('--width <N>', 'how many trials are decided at once; the number of workers unless given')
      .option(
        '--by-metric <NAME>',
        "what is best, such as acc or one of your own; the first of the benchmark's unless given",
      )
      .option('--search-seed <S>', 'which random trials; 0 unless given')
      .addOption(settings('OPTION=VALUE', 'other options of the method, the same in all trials'))
      .option('--out <DIR>', 'keep the records there, the trials (CSV, JSON) and pictures of them')
      .option('--resume', 'go on with the records in the folder')
      .option('--force', 'replace the records in the folder')
      .action(async (method: string, flags: SearchFlags) => {
        const { searchCommand } = await import('./commands/search.ts')
        status = await searchCommand(console)(method, flags)()
      })

    add('report')
      .description('make one page, or a table for LaTeX, of all records in a folder and below')
      .argument('<FOLDER>', 'what holds records: the folder of a comparison, or any other')
      .addOption(
        knows(
          new Option('--format <FORM>', 'html, a page that refers to nothing outside, or latex (booktabs)').default(
            'html',
          ),
          ['html', 'latex'],
        ),
      )
      .option('--out <FILE>', 'where to; report.html in the folder, and LaTeX is printed, unless given')
      .option('--force', 'replace the file if it exists')
      .action(async (folder: string, flags: ReportFlags) => {
        const { reportCommand } = await import('./commands/report.ts')
        status = await reportCommand(console)(folder, flags)()
      })

    add('element', retain, { hidden: true })
      .description('what an element of an array of a cluster runs: it takes runs of a comparison until none is left')
      .argument('<DIR>', 'the folder of the comparison')
      .action(async (folder: string) => {
        const { elementCommand } = await import('./commands/element.ts')
        status = await elementCommand(console)(folder)()
      })

    ofExperiments(add('cost'), {
      backend: { about: 'time it on wasm, cpu, node or node-gpu; on all that load unless given', fallback: false },
      without: ['from', 'init'],
    })
      .description(
        'tell what a run will take before it starts, --measure aside: derivatives, work, memory, and the expected time',
      )
      .addArgument(oneMethod())
      .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
      .action(async (method: string, flags: CostFlags) => {
        const { costCommand } = await import('./commands/cost.ts')
        status = await costCommand(console)(method, flags)()
      })

    const backend = ['--backend <NAME>', 'wasm, cpu, node or node-gpu; wasm unless given'] as const
    const oneTask = [
      '--task <N>',
      'inputs of this task, 1 for the first: shown as it shows them; the last that was learned unless given',
    ] as const
    const ownNetwork = [
      '--network <FILE>',
      'the file of its network, where that has a layer or a loss of its own',
    ] as const

    add('predict')
      .description('print what a saved learner says of the inputs in a file')
      .argument('<DIR>', 'a saved learner (see: retain run --save)')
      .requiredOption(
        '--input <FILE>',
        'an image (PNG or JPEG), a CSV with an input a row, or an .npy of one input or many',
      )
      .option(...oneTask)
      .option('--resize', 'bring an image to the size that the network takes')
      .option('--invert', 'take dark for bright: digits of MNIST are white on black')
      .option(...ownNetwork)
      .option(...backend)
      .option('--json', 'print one JSON object; probabilities are fractions')
      .action(async (folder: string, flags: PredictFlags) => {
        const { predictCommand } = await import('./commands/predict.ts')
        status = await predictCommand(console)(folder, flags)()
      })

    add('export')
      .description('write a saved learner in a format that other programs read')
      .argument('<DIR>', 'a saved learner (see: retain run --save)')
      .addOption(
        knows(
          new Option(
            '--to <FORMAT>',
            'onnx (model.onnx), tfjs (model.json and numbers.bin, a graph model), or npz (weights.npz)',
          ).makeOptionMandatory(),
          ['onnx', 'tfjs', 'npz'],
        ),
      )
      .option('--out <DIR>', 'write into this folder; into that of the learner unless given')
      .option(...oneTask)
      .option(...ownNetwork)
      .option('--force', 'replace the files if they exist')
      .action(async (folder: string, flags: ExportFlags) => {
        const { exportCommand } = await import('./commands/export.ts')
        status = await exportCommand(console)(folder, flags)()
      })

    const explain = add('explain')
      .description('print a method as an algorithm, in the notation of papers')
      .addArgument(oneMethod())
      .addOption(
        knows(new Option('--format <FORM>', 'unicode, markdown, latex, or json, which can be run').default('unicode'), [
          'unicode',
          'markdown',
          'latex',
          'json',
        ]),
      )
      .addOption(settings('OPTION=VALUE', 'options of the method (see: retain list methods METHOD)'))
      .option('--expand', 'show what stands behind each name')
    addSetting(explain, 'benchmark', { about: 'as it is run there: with the memory of its protocol', needed: false })
    addSetting(explain, 'tasks', { about: "on so many tasks; the benchmark's own number unless given" })
    addSetting(explain, 'memory', {
      about: "examples remembered of all tasks; the benchmark's own number unless given",
    }).action(async (method: string, flags: ExplainFlags) => {
      const { explainCommand } = await import('./commands/explain.ts')
      status = await explainCommand(console)(method, flags)()
    })

    add('check')
      .description(
        'put a method, or the penalties, networks, benchmarks or metrics of a file, under the laws that they must obey',
      )
      .addArgument(oneMethod('a name (see: retain list methods) or a file, such as ./mine.ts'))
      .option('--runs <N>', 'random cases a law; 20 for methods, 100 for penalties and 5 for networks unless given')
      .option('--seed <S>', 'which random cases; 0 unless given')
      .option('--law <N>', 'one law only, by its number')
      .option('--path <P>', 'one case only, as a law that fails prints it')
      .option('--quiet', 'no progress')
      .action(async (method: string, flags: CheckFlags) => {
        const { checkCommand } = await import('./commands/check.ts')
        status = await checkCommand(console)(method, flags)()
      })

    add('new')
      .description('write the file of a method of your own, and its test')
      .argument('<NAME>', 'what it is to be called, such as mine')
      .addOption(knows(new Option('--from <METHOD>', 'a method that comes with Retain, to start from'), [], 'methods'))
      .option('--force', 'replace the files if they exist')
      .action(async (name: string, flags: NewFlags) => {
        const { newCommand } = await import('./commands/new.ts')
        status = await newCommand(console)(name, flags)()
      })

    add('init')
      .description('begin a project of your own: a package with a method, its test and a page that says what to do')
      .argument('<DIR>', 'the folder that it is to be in')
      .addOption(knows(new Option('--from <METHOD>', 'a method that comes with Retain, to start from'), [], 'methods'))
      .option('--force', 'replace the files if they exist')
      .action(async (folder: string, flags: InitFlags) => {
        const { initCommand } = await import('./commands/init.ts')
        status = await initCommand(console)(folder, flags)()
      })

    add('list')
      .description('list what can be named')
      .addArgument(
        knows(new Argument('<WHAT>', 'methods, benchmarks, networks or backends'), [
          ...['methods', 'benchmarks', 'networks', 'backends'],
        ]),
      )
      .argument('[NAME]', 'one of them, with all that is known of it, such as the options of a method')
      .option('--json', 'print it as JSON: a list, or one object for NAME')
      .action(async (what: string, name: string | undefined, flags: ListFlags) => {
        const { listCommand } = await import('./commands/list.ts')
        status = await listCommand(console)(what, name, flags)()
      })

    add('doctor')
      .description('say what Retain finds on this machine: Node.js, backends, memory, data; and what to do')
      .option('--data <DIR>', 'look into this folder for data; `data` unless given')
      .option('--json', 'print one JSON object')
      .action(async (flags: DoctorFlags) => {
        const { doctorCommand } = await import('./commands/doctor.ts')
        status = await doctorCommand(console)(flags)()
      })

    add('setup')
      .description('set up what npm does not bring: the own library of TensorFlow, under the home folder')
      .addArgument(knows(new Argument('<WHAT>', 'tensorflow'), ['tensorflow']))
      .addArgument(
        knows(new Argument('[DEVICE]', 'cpu or gpu; gpu where the driver of NVIDIA is there, unless given'), [
          ...['cpu', 'gpu'],
        ]),
      )
      .option('--cuda <WHOSE>', "wheels of NVIDIA, or the machine's own, of CUDA 12 or 13; what is there unless given")
      .option('--own', 'also where the package has a library of its own that works')
      .option('--remove', 'take away all that was set up')
      .option('--quiet', 'no progress')
      .action(async (what: string, device: string | undefined, flags: SetupFlags) => {
        const { setupCommand } = await import('./commands/setup.ts')
        status = await setupCommand(console)(what, device, flags)()
      })

    add('completion')
      .description('print what a shell is to know to complete command lines: source <(retain completion bash)')
      .addArgument(knows(new Argument('<SHELL>', 'bash, zsh or fish'), ['bash', 'zsh', 'fish']))
      .action(async (shell: string) => {
        const { completionCommand } = await import('./commands/completion.ts')
        status = await completionCommand(console)(shell, retain)()
      })

    const data = add('data')
      .description('show what data is there, where it is looked for and what can be fetched')
      .enablePositionalOptions()
      .option('--data <DIR>', 'look into this folder too')
      .action(async (flags: DataFlags) => {
        const { dataCommand } = await import('./commands/data.ts')
        status = await dataCommand(console)(flags)()
      })

    const fetch = add('fetch', data)
      .description('fetch a data set that is published, and check it')
      .argument('<NAME>', 'which (see: retain data)')
      .option('--data <DIR>', 'the folder that holds data sets, each in a folder of its name; `data` unless given')
      .option('--quiet', 'no progress')
      .action(async (name: string, flags: FetchFlags) => {
        const { fetchCommand } = await import('./commands/fetch.ts')
        status = await fetchCommand(console)(name, { ...data.opts<DataFlags>(), ...flags })()
      })

    const flags = new Map([retain, ...retain.commands, fetch].map((command) => [command, heard(command)]))
    try {
      await retain.parseAsync([...args], { from: 'user' })
      return status
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      return error.exitCode === 0 ? E.right(0) : E.left(wrong ?? commanderFault(refusing ?? retain, error))
    }
  }
