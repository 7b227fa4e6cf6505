/** What a shell's script asks the tool with: the words of the line, up to the cursor. */
const question = ['completion', 'words', '--'];

/** Returns the words that a shell asks about; null where the command line is any other. */
export const askedWords = (argv: readonly string[]): readonly string[] | null =>
  question.every((word, at) => argv[at] === word) ? argv.slice(question.length) : null;
