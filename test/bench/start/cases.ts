/** One command line, measured against `node -e 0`. */
export interface StartCase {
  /** For `--only`. */
  name: string;
  title: string;
  argv: string[];
  exitCode: number;
  env?: Record<string, string>;
  /** What it must keep to, in times of `node -e 0`; see the issue tracker, issue 5. */
  target?: number;
}

export const startCases: StartCase[] = [
  { name: 'version', title: '--version', argv: ['--version'], exitCode: 0, target: 1.25 },
  { name: 'help', title: '--help', argv: ['--help'], exitCode: 0, target: 1.25 },
  { name: 'usage', title: 'list --nope', argv: ['list', '--nope'], exitCode: 2, target: 1.25 },
  { name: 'list', title: 'list, 20 rows', argv: ['list'], exitCode: 0, target: 2.2 },
  {
    name: 'list-anew',
    title: 'list, 20 rows, no compiled code kept',
    argv: ['list'],
    exitCode: 0,
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  },
];
