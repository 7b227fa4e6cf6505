import type { OptionDefinition } from './option-definition.js';

const purges = ['purge', 'watch'] as const;

/** The options that say how sessions are removed: part of the one table of options. */
export const removalOptions: readonly OptionDefinition[] = [
  {
    flags: '--interval <duration>',
    help: 'from the end of a purge to the next, 5m by default',
    commands: ['watch'],
  },
  {
    flags: '--jitter <percent>',
    help: 'spread the intervals by so much, so that replicas do not purge together',
    commands: ['watch'],
  },
  {
    flags: '--health-file <path>',
    help: 'rewrite this file after each good run, for a liveness probe',
    commands: ['watch'],
    completes: 'path',
  },
  {
    flags: '--metrics-file <path>',
    help: 'rewrite this file after each run, as Prometheus text',
    commands: ['watch'],
    completes: 'path',
  },
  {
    flags: '--user <who>',
    help: 'the person, by id, login or e-mail',
    commands: ['lockout'],
    repeats: true,
  },
  {
    flags: '--except <session>',
    help: "the person's session that stays, by its whole token or its cookie, or - to read it from stdin",
    commands: ['lockout'],
  },
  { flags: '--dry-run', help: 'only say what would go', commands: ['delete', 'purge', 'lockout'] },
  {
    flags: '--save <path>',
    help: 'first write the sessions that go, whole, into a new file, or one in this folder; put --from takes them back',
    commands: ['delete', 'purge', 'lockout'],
    variables: ['SESSION_ADMIN_SAVE'],
    guide: 'record',
    completes: 'path',
  },
  {
    flags: '--reason <text>',
    help: 'why, for the log',
    commands: ['delete', 'purge', 'put', 'lockout'],
    guide: 'log',
  },
  {
    flags: '-y, --yes',
    help: 'do not ask; needed where there is no terminal to ask on',
    commands: ['delete', 'lockout'],
  },
  {
    flags: '--yes-to <name>',
    help: 'do not ask for this profile, which may be a protected one; may be repeated',
    commands: ['delete', 'lockout', 'put', ...purges],
    repeats: true,
    guide: 'profiles',
  },
  {
    flags: '--grace <duration>',
    help: 'keep sessions until they have been expired for so long',
    commands: purges,
    feeds: 'grace',
    guide: 'expiry',
  },
  {
    flags: '--batch-size <n>',
    help: 'rows a batch, or all for one statement; by default as many as keep locks short',
    commands: purges,
    completes: { values: ['all'] },
  },
  {
    flags: '--pause <duration>',
    help: 'between batches; by default what lets other clients in',
    commands: purges,
  },
  { flags: '--limit <n>', help: 'remove at most so many', commands: purges },
  {
    flags: '--max-duration <duration>',
    help: 'end after so long, at the end of a batch',
    commands: purges,
  },
  {
    flags: '--trust-expiry',
    help: 'go by the expiry column even where rows say that it is in another zone, or no expiry',
    commands: ['delete', ...purges],
    feeds: 'trustExpiry',
    guide: 'expiry',
  },
];
