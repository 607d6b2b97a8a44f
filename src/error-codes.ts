/**
 * Every way to refuse, with its exit status: 2 the command, 3 the data, 70 a bug.
 * `loss-calc help E301` prints the title and what to do.
 */
export const errorCodes = {
  E101: {
    exit: 2,
    title: 'Bad value of an option',
    help: 'The option exists, but not with this value. The message names the values it takes.',
  },
  E102: {
    exit: 2,
    title: 'Unknown command or option',
    help: 'Run `loss-calc --help` for the list, or `loss-calc <command> --help`.',
  },
  E103: {
    exit: 2,
    title: 'Missing or surplus argument',
    help: 'A loss takes an input and a target: `loss-calc mse input.csv target.csv`.',
  },
  E104: { exit: 2, title: 'Options that exclude each other', help: 'Each is fine alone. Leave one out.' },
  E105: {
    exit: 2,
    title: 'Option without meaning for this loss',
    help: 'The loss has no such parameter. `loss-calc <loss> --help` lists its own.',
  },
  E106: {
    exit: 2,
    title: 'Standard input used twice',
    help: '`-` can stand for one of the inputs only. Write the other to a file.',
  },
  E110: {
    exit: 3,
    title: 'Output cannot be written',
    help: 'What is written needs a place where that is permitted, with room, and it must not be an input.',
  },
  E120: {
    exit: 2,
    title: 'No such column',
    help: 'Columns are named by header, number from 0, range 0:3, pattern p_*, or !name for all but; see `loss-calc help columns`.',
  },
  E200: {
    exit: 3,
    title: 'Input cannot be read',
    help: 'Does the file exist, is it a file, and may you read it?',
  },
  E201: {
    exit: 3,
    title: 'Not a number',
    help: 'Each value must be a decimal number, NaN, or Infinity. If the cells of a CSV file were cut at the wrong places, name the delimiter with --delimiter.',
  },
  E202: { exit: 3, title: 'Empty cell', help: 'An empty cell is not 0. Fill it or drop the row.' },
  E203: {
    exit: 3,
    title: 'Rows of different length',
    help: 'Every row needs as many cells as the first; nested lists must be rectangular.',
  },
  E204: {
    exit: 3,
    title: 'Malformed file',
    help: 'The bytes do not follow the format. Name the format with --input-format if it was misjudged.',
  },
  E205: {
    exit: 3,
    title: 'Nothing to read',
    help: 'The file has no data. A JSON file with [] is an empty batch.',
  },
  E206: {
    exit: 3,
    title: 'First line in doubt',
    help: 'A first line of names and whole numbers may be the header or a row. Say --headers if it names the columns, --no-headers if it is a row.',
  },
  E207: {
    exit: 3,
    title: 'Not enough memory',
    help: 'The data, or one row of them, are larger than the process may hold. Is there a limit, such as ulimit -v or that of a container? Files of rows are read in pieces; lists in one JSON value are not.',
  },
  E301: {
    exit: 3,
    title: 'Value outside the domain',
    help: 'The loss is not defined there. bce wants probabilities in [0, 1]; logits go to bce-logits.',
  },
  E305: {
    exit: 3,
    title: 'Targets of the wrong kind',
    help: 'ce takes class indices, or probabilities in the shape of the input; nll takes class indices only.',
  },
  E306: {
    exit: 3,
    title: 'Class index out of range',
    help: 'Classes count from 0 to C-1. Only --ignore-index (default -100) is skipped.',
  },
  E307: {
    exit: 3,
    title: 'Unknown class',
    help: 'Targets given by name need the names in order: --classes cat,dog, or the names of the input columns.',
  },
  E310: {
    exit: 3,
    title: 'Shapes do not fit',
    help: 'Input and target must have the same shape, or the target one class index per sample.',
  },
  E311: {
    exit: 3,
    title: 'Weights do not fit',
    help: 'ce and nll take one weight per class; the binary losses any shape that broadcasts to the input; mse the shape of the input.',
  },
  E312: {
    exit: 3,
    title: 'Rows cannot be paired',
    help: '--id pairs the rows of two files by a column of both: each id may stand once in each file, and must stand in both, or --missing-ids skip leaves it out.',
  },
  E320: {
    exit: 3,
    title: 'States that do not go together',
    help: 'All states are parts of one run: one command line but for --shard K/N, every shard once.',
  },
  E321: {
    exit: 3,
    title: 'Not a state',
    help: 'A state is one line of JSON that `loss-calc <loss> ... --format state` wrote, whole. A newer program may write a newer form: merge with that one.',
  },
  E700: { exit: 70, title: 'Bug in loss-calc', help: 'Please report the command and the message.' },
} satisfies Record<string, { exit: number; title: string; help: string }>

export type ErrorCode = keyof typeof errorCodes
