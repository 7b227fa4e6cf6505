import type { OptionName } from '../inside.js';
import type { OptionDefinition } from './option-definition.js';
import { options } from './options.js';

/** The long name as it is typed: `--expiry-format`. */
export const flagOf = ({ flags }: OptionDefinition): string => /--[\w-]+/.exec(flags)?.[0] ?? '';

/** The letter behind one dash; '' where it has none. */
export const shortFlagOf = ({ flags }: OptionDefinition): string =>
  /^-[a-z](?=,)/i.exec(flags)?.[0] ?? '';

/** The long name as programs have it: `expiryFormat`; in a profile it is the key. */
export const keyOf = (option: OptionDefinition): string =>
  flagOf(option)
    .replace(/^--(?:no-)?/, '')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The same of an option that is named by its key. */
export function flagNamed(key: string): string {
  const option = options.find((one) => keyOf(one) === key);
  if (option === undefined) throw new TypeError(`there is no option ${key}`);
  return flagOf(option);
}

/** A command's own options, in the order of the help; of no command, those that every command takes. */
export const optionsOf = (command: string | undefined): OptionDefinition[] =>
  options.filter(({ commands }) =>
    command === undefined ? commands === undefined : commands?.some((one) => one === command),
  );

/** An option that every command takes, or that has a variable, by its key. */
function shared(key: string): OptionDefinition {
  const found = options.find(
    (one) => keyOf(one) === key && (one.commands === undefined || one.variables !== undefined),
  );
  if (found === undefined) throw new TypeError(`there is no option ${key}`);
  return found;
}

/** How messages name an option that has a variable: `--layout (SESSION_ADMIN_LAYOUT)`. */
export function named(key: string): string {
  const option = shared(key);
  const [variable] = option.variables ?? [];
  return variable === undefined ? flagOf(option) : `${flagOf(option)} (${variable})`;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The first of an option's variables that is set and not empty. */
export const variableOf = (key: string, env: Environment): string | undefined =>
  shared(key).variables?.find((name) => Boolean(env[name]));

/** What it holds. */
export function fromEnvironment(key: string, env: Environment): string | undefined {
  const variable = variableOf(key, env);
  return variable === undefined ? undefined : env[variable];
}

/** How an option of the library is given here: `--table`, `--table or SESSION_ADMIN_TABLE`. */
export function wayToGive(name: OptionName, withVariable: boolean): string {
  const option = options.find(({ feeds }) => feeds === name);
  if (option === undefined) throw new TypeError(`no option feeds ${name}`);
  const variable = option.contents ?? option.variables?.[0];
  return variable === undefined || !withVariable
    ? flagOf(option)
    : `${flagOf(option)} or ${variable}`;
}

/** The guide of an option, by its name in messages or by the library's; undefined where it has none. */
export const guideOfOption = ({
  flag,
  feeds,
}: {
  flag?: string | undefined;
  feeds?: OptionName;
}): string | undefined =>
  options.find(
    (option) =>
      option.guide !== undefined &&
      (feeds === undefined ? flagOf(option) === flag?.split(' ')[0] : option.feeds === feeds),
  )?.guide;

/** Variables that stand for no option. */
const otherVariables: readonly (readonly [names: string, help: string])[] = [
  ['SESSION_ADMIN_PROFILE', 'the names of profiles, as @name'],
  ['SESSION_ADMIN_CONFIG', 'the file of profiles'],
  ['PAGER', 'what shows a text that is longer than the terminal; cat for nothing'],
  ['NO_COLOR, FORCE_COLOR', 'colours never, or always'],
  ['DEBUG', 'stack traces of failures'],
  ['NODE_DISABLE_COMPILE_CACHE', 'no compiled code is kept'],
];

/** Every variable that the tool reads, with the option, or else the words, that it stands for. */
export function variables(): { names: string; option: string | null; help: string }[] {
  const ofOptions = options.flatMap((option) => {
    const flag = flagOf(option);
    const names = option.variables?.join(', then ');
    return [
      ...(names === undefined ? [] : [{ names, option: flag, help: `as ${flag}` }]),
      ...(option.contents === undefined
        ? []
        : [{ names: option.contents, option: null, help: `what the file of ${flag} holds` }]),
    ];
  });
  return [...ofOptions, ...otherVariables.map(([names, help]) => ({ names, option: null, help }))];
}
